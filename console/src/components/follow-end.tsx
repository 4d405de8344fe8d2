// What scrolls and grows at its end: follows the end, unless the reader has scrolled away from it.
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'

/** How far from the end still counts as there, in pixels. */
const NEAR_PX = 40

interface FollowEndProps {
  readonly label: string
  readonly isFollowing: boolean
  readonly scroller: RefObject<HTMLDivElement | null>
  /** One element. */
  readonly children: ReactNode
}

export function FollowEnd({ label, isFollowing, scroller, children }: FollowEndProps) {
  const isAtEnd = useRef(true)
  useEffect(() => {
    const node = scroller.current
    const content = node?.firstElementChild
    if (!isFollowing || !content) return undefined
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) node.scrollTo({ top: node.scrollHeight })
    })
    observer.observe(content)
    return () => observer.disconnect()
  }, [isFollowing, scroller])
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="log"
      aria-label={label}
      className="min-h-0 flex-1 overflow-auto"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX
      }}
    >
      {children}
    </div>
  )
}
