// What tools did against what the log says of their calls.
import type { Evidence } from './evidence.ts'
import type { RunEvent } from '../../contracts/run-event.ts'

/** How long after a cancel a tool may still be started: its signal has to arrive. */
const SIGNAL_MS = 2000

interface Call {
  /** ms since 1970; null: never. */
  startedMs: number | null
  completedMs: number | null
  approvedMs: number | null
  isRejected: boolean
}

/** A call is in the log before it runs, a `once` call runs once at most, and nothing runs after its completion. */
export function checkLedger({ ledger, dump }: Evidence): string[] {
  const faults: string[] = []
  const calls = foldCalls([...dump.eventsByRunId.values()].flat())
  const endsById = new Map(dump.runs.map((row) => [row.id, Date.parse(row.completedAt ?? '')]))
  for (const { callId, runId, atMs } of ledger) {
    const call = calls.get(callId)
    const fault = (what: string) => faults.push(`run ${runId}: call ${callId} ${what}`)
    if (!call || call.startedMs === null) fault('ran without being in the log')
    else if (call.completedMs !== null && atMs > call.completedMs) fault('ran again after it was completed')
    else if (call.isRejected) fault('ran although it was rejected')
    else if (call.approvedMs !== null && atMs < call.approvedMs) fault('ran before it was approved')
    if (atMs > (endsById.get(runId) ?? 0) + SIGNAL_MS) fault('ran after the end of its run')
  }
  const ran = new Set(ledger.map((line) => line.callId))
  for (const [callId, { completedMs }] of calls) {
    if (completedMs !== null && !ran.has(callId)) faults.push(`call ${callId} is completed and never ran`)
  }
  const once = ledger.filter((line) => line.effect === 'once')
  faults.push(...listRepeats(once, (line) => `once call ${line.callId}`))
  faults.push(...listRepeats(once, (line) => `once step ${line.step} of run ${line.runId}`))
  faults.push(...listRepeats(ledger, (line) => `call ${line.callId} in process ${line.pid}`))
  return faults
}

function listRepeats<T>(items: readonly T[], name: (item: T) => string): string[] {
  const groups = Map.groupBy(items, name)
  return [...groups].flatMap(([key, group]) => (group.length > 1 ? [`${key} ran ${group.length} times`] : []))
}

function foldCalls(events: readonly RunEvent[]): Map<string, Call> {
  const calls = new Map<string, Call>()
  for (const event of events) {
    if (!('callId' in event.data) || event.data.callId === undefined) continue
    const { callId } = event.data
    const call = calls.get(callId) ?? { startedMs: null, completedMs: null, approvedMs: null, isRejected: false }
    calls.set(callId, call)
    const atMs = Date.parse(event.at)
    if (event.type === 'tool.started') call.startedMs = atMs
    if (event.type === 'tool.completed') call.completedMs = atMs
    if (event.type !== 'approval.resolved') continue
    if (event.data.decision === 'approved') call.approvedMs = atMs
    else call.isRejected = true
  }
  return calls
}
