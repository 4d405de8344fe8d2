// Light or dark: the system's, until one is chosen here.
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'errand-theme'

export function readTheme(): Theme {
  const chosen = localStorage.getItem(KEY)
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

export function chooseTheme(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') {
    localStorage.removeItem(KEY)
    delete dataset['theme']
    return
  }
  localStorage.setItem(KEY, theme)
  dataset['theme'] = theme
}

/** The next of the three. */
export function nextTheme(theme: Theme): Theme {
  return theme === 'system' ? 'dark' : theme === 'dark' ? 'light' : 'system'
}
