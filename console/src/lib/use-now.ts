// The time, for what shows how long something takes.
import { useEffect, useState } from 'react'

/** The moment in ms, anew every `everyMs`; false: it stands still. */
export function useNow(everyMs: number | false): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    if (everyMs === false) return undefined
    setNowMs(Date.now())
    const timer = setInterval(() => setNowMs(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return nowMs
}
