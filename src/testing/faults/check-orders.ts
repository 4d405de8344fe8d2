// Cancels and answers of people: what was answered to whoever asked is what became of the run.
import type { Evidence } from './evidence.ts'
import type { Order } from './history.ts'

/** A cancel succeeds if and only if it ends the run; an answer counts once; and nothing else fails a run. */
export function checkOrders({ history, dump }: Evidence): string[] {
  const rows = new Map(dump.runs.map((row) => [row.id, row]))
  const resolvedBy = new Map<string, number>()
  for (const event of [...dump.eventsByRunId.values()].flat()) {
    if (event.type !== 'approval.resolved') continue
    resolvedBy.set(event.data.approvalId, (resolvedBy.get(event.data.approvalId) ?? 0) + 1)
  }
  const cancelled = new Set(history.orders.filter((order) => order.kind === 'cancel' && isDone(order)).map(getRunId))
  const faults = dump.runs.flatMap(({ id, status, errorCode }) => {
    if (status === 'done' || (status === 'cancelled' && cancelled.has(id))) return []
    return [`run ${id}: it ended as ${status} (${errorCode}), which nobody asked for`]
  })
  for (const order of history.orders) {
    const { kind, key, runId, approvalId, answers } = order
    const row = rows.get(runId)
    const fault = (what: string) => faults.push(`run ${runId}: ${kind} ${key} ${what}`)
    const codes = [...new Set(answers.map((answer) => answer.code))]
    if (codes.length !== 1) fault(`was answered with ${codes.join(', ') || 'nothing'}`)
    else if (kind === 'cancel' && isDone(order) && row?.status !== 'cancelled') fault(`succeeded; it is ${row?.status}`)
    else if (kind === 'cancel' && !isDone(order)) {
      const refusedMs = Math.min(...answers.map(({ atMs }) => atMs))
      if (codes[0] !== 'RUN_NOT_CANCELLABLE') fault(`was refused with ${codes[0]}`)
      if (!(Date.parse(row?.completedAt ?? '') <= refusedMs)) fault('was refused before the run had ended')
    } else if (kind !== 'cancel') {
      if (isDone(order) && !resolvedBy.has(approvalId ?? '')) fault('succeeded and is not in the log')
      if (!isDone(order) && codes[0] !== 'APPROVAL_ALREADY_RESOLVED') fault(`was refused with ${codes[0]}`)
    }
  }
  for (const [approvalId, times] of resolvedBy) if (times > 1) faults.push(`${approvalId} was resolved ${times} times`)
  return faults
}

function isDone({ answers }: Order): boolean {
  return answers.some((answer) => answer.code === 'OK')
}

function getRunId({ runId }: Order): string {
  return runId
}
