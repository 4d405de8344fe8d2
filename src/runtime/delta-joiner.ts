// Joins the pieces of streamed text so that the log gets at most one delta per message and 40 ms.
// Keeps the order of each message, and closing events go out behind the pending deltas.
import type { NewRunEvent } from '../contracts/run-event.ts'
import type { Clock } from './ports.ts'

type DeltaEvent = Extract<NewRunEvent, { type: 'message.delta' | 'reasoning.delta' }>

const JOIN_MS = 40

export interface DeltaJoiner {
  push(delta: DeltaEvent): void
  /** Takes what is pending, in order, and calls the timer off. */
  take(): NewRunEvent[]
}

/** `write` is called with deltas that are due. The first delta is due at once. */
export function createDeltaJoiner(clock: Clock, write: (events: NewRunEvent[]) => void): DeltaJoiner {
  let pending: DeltaEvent[] = []
  let lastWriteMs = -Infinity
  let callOff: (() => void) | null = null

  const take = () => {
    callOff?.()
    callOff = null
    const taken = pending
    pending = []
    return taken
  }
  const flush = () => {
    lastWriteMs = clock.now()
    write(take())
  }
  return {
    take,
    push(delta) {
      const index = pending.findIndex((other) => other.type === delta.type && other.spanId === delta.spanId)
      const known = pending[index]
      if (known) {
        const data = { ...known.data, content: known.data.content + delta.data.content }
        pending[index] = { ...known, data } as DeltaEvent
      } else pending.push(delta)
      if (callOff) return
      const waitMs = lastWriteMs + JOIN_MS - clock.now()
      if (waitMs <= 0) flush()
      else callOff = clock.schedule(waitMs, flush)
    },
  }
}
