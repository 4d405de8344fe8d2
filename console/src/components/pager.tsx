// Newer and older parts of a long list.
import { Button } from './button.tsx'

interface PagerProps {
  readonly offset: number
  readonly size: number
  readonly total: number
  readonly onMove: (offset: number) => void
}

/** Nothing, when all is in view. */
export function Pager({ offset, size, total, onMove }: PagerProps) {
  if (offset === 0 && total <= size) return null
  return (
    <nav aria-label="Parts of the list" className="flex items-center gap-2 p-4">
      <Button disabled={offset === 0} onClick={() => onMove(Math.max(0, offset - size))}>
        Newer
      </Button>
      <Button disabled={offset + size >= total} onClick={() => onMove(offset + size)}>
        Older
      </Button>
      <span className="numeric text-muted">
        {offset + 1} to {Math.min(offset + size, total)} of {total}
      </span>
    </nav>
  )
}
