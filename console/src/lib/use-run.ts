// A run as it is now: its log, followed over restarts of the server, each event once. Shown at most once a frame.
import type { RunEvent } from 'errand/contracts'
import { ProblemError } from 'errand/client'
import { useEffect, useState } from 'react'
import { client } from './client.ts'
import { addEvents, createRunView, type RunView } from './run-view.ts'

const AGAIN_MS = 1000

interface Followed {
  readonly view: RunView
  /** Set when there is no such run, or it may not be read. */
  readonly error: Error | null
}

export function useRun(runId: string): Followed {
  const [followed, setFollowed] = useState<Followed>(() => ({ view: createRunView(runId), error: null }))
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    let view = createRunView(runId)
    let pending: RunEvent[] = []
    let frame = 0
    const show = () => {
      frame = 0
      view = addEvents(view, pending)
      pending = []
      setFollowed({ view, error: null })
    }
    const take = (event: RunEvent) => {
      pending.push(event)
      frame ||= requestAnimationFrame(show)
    }
    setFollowed({ view, error: null })
    followForEver(runId, take, signal).catch((error: unknown) => {
      if (!signal.aborted) setFollowed({ view, error: error instanceof Error ? error : new Error(String(error)) })
    })
    return () => {
      controller.abort()
      cancelAnimationFrame(frame)
    }
  }, [runId])
  return followed
}

/** Follows to the terminal event, however often the server goes away. Rejects with what will not pass. */
async function followForEver(runId: string, take: (event: RunEvent) => void, signal: AbortSignal): Promise<void> {
  let after = 0
  for (;;) {
    try {
      for await (const event of client.follow(runId, { after, signal })) {
        after = event.seq
        take(event)
      }
      return
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof ProblemError && !error.problem.retryable) throw error
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
}
