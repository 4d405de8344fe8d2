// What a run said and did, as it reads; follows the end while the run goes on, unless the reader has scrolled away.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import { Entry } from '../../components/entry.tsx'
import { FollowEnd } from '../../components/follow-end.tsx'
import { type Cited, Sources, useCitations } from '../../components/sources.tsx'
import type { RunView } from '../../lib/run-view.ts'

interface ConversationProps {
  readonly view: RunView
  readonly isLive: boolean
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
}

export function Conversation({ view, isLive, selected, onSelect }: ConversationProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const items = view.conversation
  const rows = useVirtualizer({
    count: items.length + 1,
    getScrollElement: () => scroller.current,
    estimateSize: () => 72,
    getItemKey: (index) => items[index]?.seq ?? 'end',
    overscan: 6,
  })
  const [cited, setCited] = useState<Cited | null>(null)
  const citations = useCitations(view, (next) => {
    rows.scrollToIndex(items.length)
    setCited(next)
  })
  return (
    <FollowEnd label="Conversation" isFollowing={isLive} scroller={scroller}>
      <div className="relative mx-auto w-full max-w-3xl" style={{ height: rows.getTotalSize() }}>
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
                <Entry item={item} isSelected={item.seq === selected} onSelect={onSelect} citations={citations} />
              ) : (
                <Sources view={view} cited={cited} />
              )}
            </div>
          )
        })}
      </div>
    </FollowEnd>
  )
}
