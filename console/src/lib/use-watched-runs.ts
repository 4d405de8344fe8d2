// Runs as they change, by the stream of all runs, over restarts of the server.
import { type InputFor, ProblemError } from 'errand/client'
import type { WatchedRun } from 'errand/contracts'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { client } from './client.ts'

const AGAIN_MS = 1000

type Filter = Omit<InputFor<'agent.run.watch'>, 'after' | 'limit'>

interface Watcher {
  /** What was read before may be old: from here on every change is told. */
  readonly onStart: () => void
  readonly onRun: (item: WatchedRun) => void
}

/**
 * Whether changes are told now; false while the stream is away, and while nobody sees the page: a browser opens few
 * connections to one server. The filter must be the same object for as long as it says the same.
 */
export function useWatchedRuns(filter: Filter, watcher: Watcher): boolean {
  const [isLive, setLive] = useState(false)
  const latest = useRef(watcher)
  latest.current = watcher
  const isVisible = useSyncExternalStore(listenToVisibility, () => document.visibilityState === 'visible')
  useEffect(() => {
    if (!isVisible) return undefined
    const controller = new AbortController()
    const { signal } = controller
    const watch = async () => {
      const { cursor } = await client.agent.run.watch({ ...filter, limit: 1 }, { signal })
      latest.current.onStart()
      setLive(true)
      for await (const item of client.agent.run.watch.stream({ ...filter, after: cursor }, { signal })) {
        latest.current.onRun(item)
      }
    }
    const watchForEver = async () => {
      while (!signal.aborted) {
        try {
          await watch()
        } catch (error) {
          if (signal.aborted) return
          setLive(false)
          if (error instanceof ProblemError && !isPassing(error)) return
        }
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
    }
    void watchForEver()
    return () => {
      controller.abort()
      setLive(false)
    }
  }, [filter, isVisible])
  return isLive
}

function listenToVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}

/** A cursor is of no use any more when the data was put back to an earlier state. */
function isPassing({ code, problem }: ProblemError): boolean {
  return problem.retryable || code === 'CURSOR_INVALID'
}
