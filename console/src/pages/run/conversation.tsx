// What a run said and did, as it reads; follows the end while the run goes on, unless the reader has scrolled away.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { Entry } from '../../components/entry.tsx'
import type { RunView } from '../../lib/run-view.ts'
import { Sources } from './sources.tsx'

interface ConversationProps {
  readonly view: RunView
  readonly isLive: boolean
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
}

export function Conversation({ view, isLive, selected, onSelect }: ConversationProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const items = view.conversation
  const rows = useVirtualizer({
    count: items.length + 1,
    getScrollElement: () => scroller.current,
    estimateSize: () => 72,
    getItemKey: (index) => items[index]?.seq ?? 'end',
    overscan: 6,
  })
  const size = rows.getTotalSize()
  useEffect(() => {
    if (isLive && isAtEnd.current) scroller.current?.scrollTo({ top: size })
  }, [isLive, size])
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="log"
      aria-label="Conversation"
      className="min-h-0 flex-1 overflow-auto"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40
      }}
    >
      <div className="relative mx-auto w-full max-w-3xl" style={{ height: size }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const item = items[index]
          return (
            <div
              key={key}
              ref={rows.measureElement}
              data-index={index}
              className="absolute inset-x-0 px-4 py-1.5"
              style={{ transform: `translateY(${start}px)` }}
            >
              {item ? (
                <Entry item={item} isSelected={item.seq === selected} onSelect={onSelect} />
              ) : (
                <Sources view={view} />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
