// What must hold of a run's log and its row, whatever was killed when. Used by `restore` and by the kill test.
import { isTerminal, type RunEvent } from '../contracts/run-event.ts'
import type { RunRow } from './run-row.ts'
import { foldEvents } from './run-state.ts'

export interface CheckedRun {
  readonly row: RunRow
  /** All that is left of the log, in the order of storage. */
  readonly events: readonly RunEvent[]
  /** How many deltas were compacted away. */
  readonly removed: number
}

/** Lists what is wrong with one run; empty when its log is whole and the row equals its fold. */
export function checkLog(run: CheckedRun): string[] {
  const { row, events } = run
  if (events[0]?.type !== 'run.created' || events[0].seq !== 1) {
    return [`run ${row.id}: its log does not start with run.created`]
  }
  const isEnded = row.completedAt !== null
  return [...checkOrder(run, isEnded), ...checkSpans(events, isEnded), ...checkRow(run, isEnded)].map(
    (fault) => `run ${row.id}: ${fault}`,
  )
}

function checkOrder({ row, events, removed }: CheckedRun, isEnded: boolean): string[] {
  const faults: string[] = []
  const missing = row.head - events.length
  const isInOrder = events.every((event, index) => index === 0 || event.seq > (events[index - 1]?.seq ?? 0))
  if (!isInOrder) faults.push('its log is out of order')
  if (missing !== removed) faults.push(`its log has a gap: ${missing} events are missing, ${removed} were compacted`)
  else if (removed > 0 && !(isEnded && hasOnlyDeltaGaps(events))) faults.push('its log has a gap outside its deltas')
  const terminals = events.filter(isTerminal)
  const last = events.at(-1)
  if (terminals.length !== (isEnded ? 1 : 0)) faults.push(`it has ${terminals.length} terminal events`)
  else if (isEnded && last && !isTerminal(last)) faults.push('something follows its terminal event')
  return faults
}

/** Deltas stand in an open turn, before the completed text of that turn. */
function hasOnlyDeltaGaps(events: readonly RunEvent[]): boolean {
  const lastTextByTurn = new Map<string, number>()
  for (const { type, parentSpanId = '', seq } of events) {
    if (type === 'message.completed' || type === 'reasoning.completed') lastTextByTurn.set(parentSpanId, seq)
  }
  let turn: string | null = null
  let before = 0
  for (const { type, seq, spanId = '' } of events) {
    if (seq !== before + 1 && (turn === null || (lastTextByTurn.get(turn) ?? 0) < seq)) return false
    if (type === 'turn.started') turn = spanId
    if (type === 'turn.completed' || type === 'turn.failed') turn = null
    before = seq
  }
  return true
}

const closers: Record<string, readonly string[]> = {
  'turn.started': ['turn.completed', 'turn.failed'],
  'tool.started': ['tool.completed', 'tool.failed', 'tool.unknown'],
}

function checkSpans(events: readonly RunEvent[], isEnded: boolean): string[] {
  const eventsBySpan = Map.groupBy(events, (event) => event.spanId)
  return events.flatMap(({ type, seq, spanId }) => {
    const closing = closers[type]
    if (!closing) return []
    const found = (eventsBySpan.get(spanId) ?? []).filter((event) => closing.includes(event.type))
    const isFine = found.length === 1 ? (found[0]?.seq ?? 0) > seq : found.length === 0 && !isEnded
    return isFine ? [] : [`${type} at ${seq} is closed by ${found.length} events`]
  })
}

/** The row is a fold of the log. */
function checkRow({ row, events }: CheckedRun, isEnded: boolean): string[] {
  const state = foldEvents(events)
  const last = events.at(-1)
  const { promptTokens, completionTokens, totalTokens } = state.usage
  const failure = last?.type === 'run.failed' ? last.data : null
  const pairs: [string, unknown, unknown][] = [
    ['head', row.head, last?.seq],
    ['created', row.created, state.created],
    ['status', row.status, state.status],
    ['attempt', row.attempt, state.attempt],
    ['iterations', row.iterations, state.iterations],
    ['cost', roundCost(row.costUsd), roundCost(state.costUsd)],
    ['usage', [row.promptTokens, row.completionTokens, row.totalTokens], [promptTokens, completionTokens, totalTokens]],
    ['output', row.output, last?.type === 'run.completed' ? last.data.resultData : null],
    ['error', [row.errorCode, row.errorMessage], [failure?.code ?? null, failure?.message ?? null]],
    ['completedAt', row.completedAt, isEnded ? last?.at : null],
    ['owner', isEnded ? row.owner : null, null],
  ]
  return pairs.flatMap(([name, stored, folded]) => {
    const [a, b] = [JSON.stringify(stored), JSON.stringify(folded)]
    return a === b ? [] : [`its row says ${name} ${a}, its log ${b}`]
  })
}

/** Sums of fractions depend on the order of adding in their last digits. */
function roundCost(costUsd: number | null): number | null {
  return costUsd === null ? null : Math.round(costUsd * 1e9) / 1e9
}
