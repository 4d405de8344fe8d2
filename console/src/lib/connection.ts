// Whether the server answers, and whether it knows who asks. Every call tells; while it does not answer, it is asked again.
import { useSyncExternalStore } from 'react'

export type Connection = 'live' | 'lost' | 'signed-out'

const PROBE_MS = 1500
const listeners = new Set<() => void>()
let state: Connection = 'live'
let probing = false

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => state,
  )
}

export function setConnection(next: Connection): void {
  if (state === next) return
  state = next
  for (const listener of listeners) listener()
}

/** Calls `listener` each time the connection is there again. */
export function onBack(listener: () => void): void {
  let before: Connection = state
  listeners.add(() => {
    if (state === 'live' && before !== 'live') listener()
    before = state
  })
}

/** Calls `listener` each time nobody is signed in any more. */
export function onSignedOut(listener: () => void): void {
  listeners.add(() => {
    if (state === 'signed-out') listener()
  })
}

/** `fetch` that keeps the state of the connection. */
export async function watchedFetch(request: Request): Promise<Response> {
  try {
    const response = await fetch(request)
    setConnection(response.status === 401 ? 'signed-out' : 'live')
    return response
  } catch (error) {
    if (!request.signal.aborted) void probe()
    throw error
  }
}

async function probe(): Promise<void> {
  if (probing) return
  probing = true
  setConnection('lost')
  for (let isBack = false; !isBack;) {
    await new Promise((resolve) => setTimeout(resolve, PROBE_MS))
    isBack = await fetch('/readyz').then(
      ({ ok }) => ok,
      () => false,
    )
  }
  probing = false
  setConnection('live')
}
