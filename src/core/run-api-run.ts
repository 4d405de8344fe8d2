// A run as the run API shows it: what its routes answer, and what the webhook of an agent gets at the end.
import type { RunStatus } from '../contracts/enums.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { omitAbsent, type RunRow } from './run-row.ts'

export interface RunApiRun {
  readonly id: string
  readonly agentId: string
  readonly input: JsonObject
  readonly status: 'pending' | 'running' | 'done' | 'error'
  readonly createdAt: string
  readonly updatedAt: string
  readonly completedAt?: string
  readonly error?: { readonly code: string; readonly message: string }
  readonly resultType: 'document' | 'json'
  /** null until the run is done, and when it failed. */
  readonly resultData: JsonObject | null
  readonly revisionId: string
}

const statuses: Record<RunStatus, RunApiRun['status']> = {
  pending: 'pending',
  running: 'running',
  waiting: 'running',
  done: 'done',
  error: 'error',
  cancelled: 'error',
}

/** `hasInputSchema`: whether the revision of the run has one; then the input is the context alone. */
export function renderRunApiRun(row: RunRow, hasInputSchema: boolean): RunApiRun {
  const { agentId, input, resultType, revisionId } = row.created
  return {
    id: row.id,
    agentId,
    input: hasInputSchema ? (input.context ?? {}) : input,
    status: statuses[row.status],
    createdAt: row.queuedAt,
    updatedAt: row.updatedAt,
    ...omitAbsent({ completedAt: row.completedAt, error: renderError(row) }),
    resultType: resultType === 'json' ? 'json' : 'document',
    resultData: renderResult(row),
    revisionId,
  }
}

/** The run as it was when it was queued: an answer to a repeated call says again what the first one said. */
export function renderQueuedRun(row: RunRow, hasInputSchema: boolean): RunApiRun {
  const { completedAt: _completedAt, error: _error, ...run } = renderRunApiRun(row, hasInputSchema)
  return { ...run, status: 'pending', updatedAt: row.queuedAt, resultData: null }
}

function renderError({ status, errorCode, errorMessage }: RunRow): RunApiRun['error'] | null {
  if (status === 'cancelled') return { code: 'cancelled', message: 'the run was cancelled' }
  return status === 'error' ? { code: String(errorCode), message: String(errorMessage) } : null
}

/** Of a document the text, and the addresses it draws on, each once. */
function renderResult({ status, output, created, sources }: RunRow): JsonObject | null {
  if (status !== 'done' || output === null) return null
  if (created.resultType === 'json') return output
  const titlesByUrl = new Map<string, string>()
  for (const { url, title } of sources) {
    if (url !== undefined && !titlesByUrl.has(url)) titlesByUrl.set(url, title ?? url)
  }
  const listed = [...titlesByUrl].map(([url, title]) => ({ url, title }))
  return { ...output, ...(listed.length > 0 && { sources: listed }) }
}
