// What a status filter means: the statuses it selects and, for EXPIRED, the error code.
import type { RunStatus, RunStatusFilter } from '../contracts/enums.ts'

export interface StatusSelection {
  readonly statuses: readonly RunStatus[]
  /** Only runs with this error code; null: any. */
  readonly errorCode: string | null
}

const aliases = {
  QUEUED: ['pending'],
  IN_PROGRESS: ['running', 'waiting'],
  COMPLETED: ['done'],
  FAILED: ['error'],
  CANCELLED: ['cancelled'],
  EXPIRED: ['error'],
} as const

export function selectStatuses(filter: RunStatusFilter): StatusSelection {
  const statuses = filter in aliases ? aliases[filter as keyof typeof aliases] : [filter as RunStatus]
  return { statuses, errorCode: filter === 'EXPIRED' ? 'RUN_TIMEOUT' : null }
}
