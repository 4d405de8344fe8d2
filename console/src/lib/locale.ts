// The language of the browser, as Intl takes it. Some systems name one that is none, e.g. `en-US@posix`.

/** Corrects `navigator.language`, which a library of charts hands to Intl as it is and fails. */
export function correctLocale(): void {
  if (isLocale(navigator.language)) return
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true })
}

function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
