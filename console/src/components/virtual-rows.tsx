// Rows of one height, of which only those in view are there. j and k move; what is chosen comes into view.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import { useMoveKeys } from '../lib/row-keys.ts'

interface VirtualRowsProps {
  readonly label: string
  readonly count: number
  readonly rowPx: number
  /** Place of the row that is chosen; -1: none. */
  readonly chosen: number
  readonly onChoose: (index: number) => void
  /** Stays above the rows. */
  readonly header?: ReactNode
  readonly className?: string
  readonly children: (index: number) => ReactNode
}

export function VirtualRows(props: VirtualRowsProps) {
  const { label, count, rowPx, chosen, onChoose, header, className = '', children } = props
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 10,
  })
  const { scrollToIndex } = rows
  const shown = useRef(-1)
  useEffect(() => {
    if (chosen < 0 || shown.current === chosen) return
    shown.current = chosen
    scrollToIndex(chosen, { align: 'auto' })
  }, [chosen, scrollToIndex])
  useMoveKeys(chosen, count, onChoose)
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="group"
      aria-label={label}
      className={`min-h-0 flex-1 overflow-auto ${className}`}
    >
      {header}
      <ol className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <li key={index} className="absolute inset-x-0" style={{ height: rowPx, transform: `translateY(${start}px)` }}>
            {children(index)}
          </li>
        ))}
      </ol>
    </div>
  )
}
