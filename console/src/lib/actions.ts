// What can be done right now, by key and by name: the source of the keyboard shortcuts, the palette and the ? overlay.
import { useEffect, useRef, useSyncExternalStore } from 'react'

export interface Action {
  readonly label: string
  /** Keys in order, e.g. `g r`; absent: only in the palette. */
  readonly keys?: string
  readonly run: () => void
  /** Only by key: it means nothing in a list of commands. */
  readonly isHidden?: boolean
}

const SEQUENCE_MS = 900
let actions: readonly Action[] = []
const listeners = new Set<() => void>()

function setActions(next: readonly Action[]): void {
  actions = next
  for (const listener of listeners) listener()
}

/** Offers actions for as long as the component is there. `given` may be made anew each time; its labels tell what it is. */
export function useActions(given: readonly Action[]): void {
  const latest = useRef(given)
  latest.current = given
  const names = given.map(({ label, keys }) => `${label}|${keys ?? ''}`).join('\n')
  useEffect(() => {
    const offered = latest.current.map((action, index) => ({ ...action, run: () => latest.current[index]?.run() }))
    setActions([...actions, ...offered])
    return () => setActions(actions.filter((action) => !offered.includes(action)))
  }, [names])
}

export function useOfferedActions(): readonly Action[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => actions,
  )
}

/** Listens to keys, except where a person writes or a dialog is open. */
export function listenToKeys(): void {
  let typed = ''
  let timer = 0
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || isWriting(event) || document.querySelector('dialog[open]')) return
    const key = renderKey(event)
    if (key === null) return
    clearTimeout(timer)
    timer = window.setTimeout(() => (typed = ''), SEQUENCE_MS)
    const sequence = typed === '' ? key : `${typed} ${key}`
    const action = find(sequence) ?? find(key)
    typed = [sequence, key].find((keys) => actions.some((other) => other.keys?.startsWith(`${keys} `))) ?? ''
    if (!action) return
    typed = ''
    event.preventDefault()
    action.run()
  })
}

/** The one that was offered last wins: the page before the shell. */
function find(keys: string): Action | undefined {
  return actions.findLast((action) => action.keys === keys)
}

/** `mod+k` is ⌘K or Ctrl-K. */
function renderKey({ key, metaKey, ctrlKey, altKey }: KeyboardEvent): string | null {
  if (altKey || ['Shift', 'Control', 'Meta', 'Alt'].includes(key)) return null
  return metaKey || ctrlKey ? `mod+${key.toLowerCase()}` : key
}

function isWriting({ target, metaKey, ctrlKey }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement) || metaKey || ctrlKey) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}
