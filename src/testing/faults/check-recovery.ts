// After each start of the server every run that was interrupted moves within a second.
import { isTerminal, type RunEvent } from '../../contracts/run-event.ts'
import type { Evidence } from './evidence.ts'
import type { Life } from './history.ts'

export const RECOVERY_MS = 1000

interface Recovery {
  readonly runId: string
  /** From the moment the server listened to the next event of the run, in ms; Infinity when there is none. */
  readonly ms: number
  readonly life: Life
}

/** Runs that did not move in time, in a life that was long enough for it. */
export function checkRecovery(evidence: Evidence): string[] {
  return listRecoveries(evidence).flatMap(({ runId, ms, life }) =>
    ms > RECOVERY_MS && life.killedMs - life.readyMs > RECOVERY_MS
      ? [`run ${runId}: it was interrupted and did not move within ${RECOVERY_MS} ms after the next start`]
      : [],
  )
}

/** The longest that a run took to move, of those that did so in the life after they were interrupted, in ms. */
export function findSlowestRecovery(evidence: Evidence): number {
  const moved = listRecoveries(evidence).filter(({ ms, life }) => ms <= life.killedMs - life.readyMs)
  return moved.reduce((slowest, { ms }) => Math.max(slowest, ms), 0)
}

function listRecoveries({ history, dump }: Evidence): Recovery[] {
  return [...dump.eventsByRunId].flatMap(([runId, events]) => {
    const times = events.map((event) => Date.parse(event.at))
    return history.lives.slice(1).flatMap((life, index) => {
      const ms = measureMove(events, times, history.lives[index]?.killedMs ?? 0, life)
      return ms === null ? [] : [{ runId, ms, life }]
    })
  })
}

/** null when a death at that moment left nothing to do. */
function measureMove(events: readonly RunEvent[], times: readonly number[], killedMs: number, life: Life) {
  if (killedMs < (times[0] ?? Infinity)) return null
  const next = times.findIndex((atMs) => atMs > killedMs)
  const last = next === -1 ? events.at(-1) : events[next - 1]
  if (!last || isTerminal(last) || last.type === 'run.waiting') return null
  return next === -1 ? Infinity : (times[next] ?? 0) - life.readyMs
}
