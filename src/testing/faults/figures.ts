// What a fault test says at its end, in one line.
import { findSlowestRecovery } from './check-recovery.ts'
import type { Evidence } from './evidence.ts'

export interface Told {
  readonly seed: number
  readonly ms: number
  /** What the checkers found. */
  readonly faults: readonly string[]
}

export function renderFigures(evidence: Evidence, { seed, ms, faults }: Told): string {
  const { history, ledger, dump } = evidence
  const events = [...dump.eventsByRunId.values()].flat()
  const number = (value: number) => value.toLocaleString('en-US')
  const count = (type: string) => number(events.filter((event) => event.type === type).length)
  const find = (pattern: RegExp) => faults.filter((fault) => pattern.test(fault)).length
  const repeated = ledger.length - new Set(ledger.map((line) => line.callId)).size
  const bad = [
    `${find(/is lost/)} lost`,
    `${find(/ended as (pending|running|waiting)/)} stuck`,
    `${find(/once .* ran/)} doubled \`once\` effects`,
    `${find(/gap/)} gaps`,
    `${faults.length} faults in all`,
  ]
  const seen = [
    `${count('run.recovered')} recoveries, the slowest ${Math.round(findSlowestRecovery(evidence))} ms after a start`,
    `${count('run.cancelled')} cancelled`,
    `${count('approval.resolved')} approvals`,
    `${number(ledger.length)} tool calls, ${number(repeated)} allowed repeats, ${count('tool.unknown')} recorded as unknown`,
    `${number(history.readings.length)} readers, ${number(history.sightings.length)} events compared`,
    `seed ${seed}, ${number(Math.round(ms / 1000))} s`,
  ]
  const runs = number(history.posts.filter((post) => post.runIds.length > 0).length)
  return `${number(history.lives.length)} kills, ${runs} acknowledged runs: ${bad.join(', ')} (${seen.join('; ')})`
}
