// A number of places; who comes when all are taken waits in line.

export interface Slots {
  /** Rejects with the signal's reason when it fires first. */
  take(signal: AbortSignal): Promise<Disposable>
}

export function createSlots(count: number): Slots {
  const waiting = new Set<() => void>()
  let free = count
  const release = () => {
    const [next] = waiting
    if (next === undefined) free += 1
    else next()
  }
  return {
    async take(signal) {
      signal.throwIfAborted()
      if (free > 0) free -= 1
      else await waitInLine(waiting, signal)
      return { [Symbol.dispose]: release }
    },
  }
}

function waitInLine(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const leave = () => {
    waiting.delete(enter)
    reject(signal.reason)
  }
  const enter = () => {
    waiting.delete(enter)
    signal.removeEventListener('abort', leave)
    resolve()
  }
  waiting.add(enter)
  signal.addEventListener('abort', leave, { once: true })
  return promise
}
