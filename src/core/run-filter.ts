// Which runs a filter selects, for those that are not read by a query.
import type { RunRow } from './run-row.ts'
import type { StatusSelection } from './status-filter.ts'

/** null selects everything. */
export interface RunFilter {
  readonly organizationId: string
  readonly agentId: string | null
  readonly userId: string | null
  readonly sessionId: string | null
  /** The run that started them. */
  readonly parentRunId: string | null
  readonly status: StatusSelection | null
  /** Substring of the message, in any case. */
  readonly search: string | null
  /** Inclusive, ISO-8601 UTC with milliseconds. */
  readonly startDate: string | null
  /** Exclusive, ISO-8601 UTC with milliseconds. */
  readonly endDate: string | null
}

/** Whether the filter selects the run whatever its status is: that alone changes in a run's life. */
export function fitsFilter({ created, queuedAt }: RunRow, filter: RunFilter): boolean {
  const isSame = (wanted: string | null, value: string | undefined) => wanted === null || wanted === value
  return (
    isSame(filter.organizationId, created.organizationId) &&
    isSame(filter.agentId, created.agentId) &&
    isSame(filter.userId, created.userId) &&
    isSame(filter.sessionId, created.sessionId) &&
    isSame(filter.parentRunId, created.parentRunId) &&
    (filter.search === null || created.input.message.toLowerCase().includes(filter.search.toLowerCase())) &&
    (filter.startDate === null || queuedAt >= filter.startDate) &&
    (filter.endDate === null || queuedAt < filter.endDate)
  )
}

export function fitsStatus({ status, errorCode }: RunRow, selection: StatusSelection | null): boolean {
  if (selection === null) return true
  return selection.statuses.includes(status) && (selection.errorCode === null || selection.errorCode === errorCode)
}
