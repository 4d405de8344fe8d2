// What must hold for each run's log and row, whatever was killed when.
import { isTerminal, type RunEvent } from '../../contracts/run-event.ts'
import type { RunRow } from '../../core/run-row.ts'
import { foldEvents } from '../../core/run-state.ts'

/** Lists what is wrong with one run. */
export function checkLog(row: RunRow, events: readonly RunEvent[]): string[] {
  return [...checkOrder(row, events), ...checkSpans(events), ...checkRow(row, events)].map(
    (fault) => `run ${row.id}: ${fault}`,
  )
}

function checkOrder(row: RunRow, events: readonly RunEvent[]): string[] {
  const faults: string[] = []
  if (events.some((event, index) => event.seq !== index + 1)) faults.push('its log has a gap')
  const terminals = events.filter(isTerminal)
  const last = events.at(-1)
  if (terminals.length !== 1) faults.push(`it has ${terminals.length} terminal events`)
  else if (!last || !isTerminal(last)) faults.push('something follows its terminal event')
  if (row.status !== 'done')
    faults.push(`it ended as ${row.status} (${row.errorCode}), though nothing failed but the server`)
  return faults
}

const closers: Record<string, readonly string[]> = {
  'turn.started': ['turn.completed', 'turn.failed'],
  'tool.started': ['tool.completed', 'tool.failed', 'tool.unknown'],
}

function checkSpans(events: readonly RunEvent[]): string[] {
  const opened = events.filter((event) => event.type in closers)
  return opened.flatMap(({ type, seq, spanId }) => {
    const closing = events.filter((event) => event.spanId === spanId && closers[type]?.includes(event.type))
    const isFine = closing.length === 1 && (closing[0]?.seq ?? 0) > seq
    return isFine ? [] : [`${type} at ${seq} is closed by ${closing.length} events`]
  })
}

/** The row is a fold of the log. */
function checkRow(row: RunRow, events: readonly RunEvent[]): string[] {
  if (events[0]?.type !== 'run.created') return ['its log does not start with run.created']
  const state = foldEvents(events)
  const last = events.at(-1)
  const { promptTokens, completionTokens, totalTokens } = state.usage
  const output = last?.type === 'run.completed' ? last.data.resultData : null
  const pairs: [string, unknown, unknown][] = [
    ['head', row.head, events.length],
    ['status', row.status, state.status],
    ['attempt', row.attempt, state.attempt],
    ['iterations', row.iterations, state.iterations],
    ['cost', row.costUsd, state.costUsd],
    ['usage', [row.promptTokens, row.completionTokens, row.totalTokens], [promptTokens, completionTokens, totalTokens]],
    ['output', row.output, output],
    ['completedAt', row.completedAt, last?.at],
    ['owner', row.owner, null],
  ]
  return pairs.flatMap(([name, stored, folded]) => {
    const [a, b] = [JSON.stringify(stored), JSON.stringify(folded)]
    return a === b ? [] : [`its row says ${name} ${a}, its log ${b}`]
  })
}
