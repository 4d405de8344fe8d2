// A run as the store keeps it beside its log, and how it is shown.
import type { RunStatus } from '../contracts/enums.ts'
import type { RunEventData } from '../contracts/run-event.ts'
import type { Run, RunSummary, Source } from '../contracts/run.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { renderOutput } from './render-result.ts'
import { splitModel } from './split-model.ts'

export interface RunRow {
  readonly id: string
  /** The data of `run.created`. */
  readonly created: RunEventData<'run.created'>
  readonly status: RunStatus
  /** Raised with every change of ownership; an append must carry it. */
  readonly epoch: number
  /** seq of the newest event. */
  readonly head: number
  /** Who holds the run, null when nobody does. */
  readonly owner: string | null
  readonly attempt: number
  readonly queuedAt: string
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly updatedAt: string
  readonly promptTokens: number
  readonly completionTokens: number
  readonly totalTokens: number
  readonly iterations: number
  readonly costUsd: number | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly output: JsonObject | null
  readonly sources: readonly Source[]
}

export function renderRun(row: RunRow): Run {
  const {
    organizationId,
    agentId,
    agentName,
    model,
    userId,
    sessionId,
    input,
    metadata,
    revisionId,
    parentRunId,
    resultType,
    origin,
    forkedFrom,
  } = row.created
  const { modelProvider, modelName } = splitModel(model)
  return omitAbsent({
    id: row.id,
    organizationId,
    agentId,
    userId,
    sessionId,
    input,
    output: row.output && renderOutput({ resultType, resultData: row.output, sources: [...row.sources] }),
    status: row.status,
    errorMessage: row.errorMessage,
    errorCode: row.errorCode,
    totalTokens: row.totalTokens,
    promptTokens: row.promptTokens,
    completionTokens: row.completionTokens,
    totalIterations: row.iterations,
    durationMs: getDurationMs(row),
    estimatedCostUsd: row.costUsd,
    queuedAt: row.queuedAt,
    startedAt: row.startedAt,
    completedAt: row.completedAt,
    metadata,
    agent: { id: agentId, name: agentName, modelProvider, modelName },
    revisionId,
    parentRunId,
    resultType,
    sources: row.sources.length > 0 ? [...row.sources] : undefined,
    origin,
    forkedFrom,
    lastSeq: row.head,
    updatedAt: row.updatedAt,
    attempt: row.attempt > 0 ? row.attempt : null,
    owner: row.owner,
  })
}

export function renderSummary(row: RunRow): RunSummary {
  return omitAbsent({
    id: row.id,
    agentId: row.created.agentId,
    agentName: row.created.agentName,
    status: row.status,
    totalTokens: row.totalTokens,
    durationMs: getDurationMs(row),
    estimatedCostUsd: row.costUsd,
    queuedAt: row.queuedAt,
    completedAt: row.completedAt,
  })
}

function getDurationMs(row: RunRow): number | null {
  if (row.startedAt === null || row.completedAt === null) return null
  return Math.max(0, Date.parse(row.completedAt) - Date.parse(row.startedAt))
}

/** Optional means absent on the wire: null and undefined are left out. */
type Present<T> = {
  [K in keyof T as null extends T[K] ? never : undefined extends T[K] ? never : K]: T[K]
} & { [K in keyof T as null extends T[K] ? K : undefined extends T[K] ? K : never]?: NonNullable<T[K]> }

export function omitAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
  ) as Present<T>
}
