// How many streams a server keeps open at once: one pool for all that it serves.
import { createProblem, type Problem } from '../../spec/problem.ts'

export interface StreamPlaces {
  /** Takes a place and returns the way to give it back, once; null when none is free. */
  take(): (() => void) | null
  countTaken(): number
}

export function createStreamPlaces(maxStreams: number): StreamPlaces {
  let open = 0
  return {
    take() {
      if (open >= maxStreams) return null
      open += 1
      return () => {
        open -= 1
      }
    },
    countTaken: () => open,
  }
}

export function refuseStream(contract?: Parameters<typeof createProblem>[2]): Problem {
  return createProblem('TOO_MANY_STREAMS', { retryAfterSeconds: 5 }, contract)
}
