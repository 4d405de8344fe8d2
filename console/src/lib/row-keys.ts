// j and k in lists.
import { useActions } from './actions.ts'

/** j and k move from `place` among `count` places; -1 is before the first. */
export function useMoveKeys(place: number, count: number, move: (to: number) => void): void {
  const go = (to: number) => count > 0 && move(Math.min(Math.max(to, 0), count - 1))
  useActions([
    { label: 'Next row', keys: 'j', run: () => go(place + 1), isHidden: true },
    { label: 'Previous row', keys: 'k', run: () => go(place - 1), isHidden: true },
  ])
}

/** j and k move the focus between what the rows of the page open; Enter then opens it, as the browser has it. */
export function useFocusKeys(): void {
  const move = (by: number) => {
    const rows = [...document.querySelectorAll('main [data-row]')].filter(findTarget)
    const place = rows.findIndex((row) => row === document.activeElement?.closest('[data-row]'))
    const row = rows[Math.min(Math.max(place + by, 0), rows.length - 1)]
    if (row) findTarget(row)?.focus()
  }
  useActions([
    { label: 'Next row', keys: 'j', run: () => move(1), isHidden: true },
    { label: 'Previous row', keys: 'k', run: () => move(-1), isHidden: true },
  ])
}

function findTarget(row: Element): HTMLElement | null {
  return row.querySelector<HTMLElement>('a[href], button:not(:disabled)')
}
