// From SQL rows to typed rows. The only place that trusts what the database holds.
import type { AgentDefinition } from '../../contracts/agent-definition.ts'
import type { AgentStatus, RunStatus } from '../../contracts/enums.ts'
import type { RunEvent, RunEventData } from '../../contracts/run-event.ts'
import type { Source } from '../../contracts/run.ts'
import type { JsonObject } from '../../contracts/scalars.ts'
import type { AgentOrigin, AgentRow, RevisionRow } from '../../core/agent-row.ts'
import type { RunRow } from '../../core/run-row.ts'

export type SqlRow = Record<string, string | number | bigint | null | Uint8Array>

const text = (row: SqlRow, name: string) => row[name] as string
const number = (row: SqlRow, name: string) => row[name] as number
const textOrNull = (row: SqlRow, name: string) => row[name] as string | null
const json = <T>(row: SqlRow, name: string): T => JSON.parse(text(row, name)) as T
const jsonOrNull = <T>(row: SqlRow, name: string): T | null => (row[name] === null ? null : json<T>(row, name))

export function readRunRow(row: SqlRow): RunRow {
  return {
    id: text(row, 'id'),
    created: json<RunEventData<'run.created'>>(row, 'created'),
    status: text(row, 'status') as RunStatus,
    epoch: number(row, 'epoch'),
    head: number(row, 'head'),
    owner: textOrNull(row, 'owner'),
    attempt: number(row, 'attempt'),
    queuedAt: text(row, 'queued_at'),
    startedAt: textOrNull(row, 'started_at'),
    completedAt: textOrNull(row, 'completed_at'),
    updatedAt: text(row, 'updated_at'),
    promptTokens: number(row, 'prompt_tokens'),
    completionTokens: number(row, 'completion_tokens'),
    totalTokens: number(row, 'total_tokens'),
    iterations: number(row, 'iterations'),
    costUsd: row['cost_usd'] as number | null,
    errorCode: textOrNull(row, 'error_code'),
    errorMessage: textOrNull(row, 'error_message'),
    output: jsonOrNull<JsonObject>(row, 'output'),
    sources: jsonOrNull<Source[]>(row, 'sources') ?? [],
  }
}

export function readEvent(row: SqlRow): RunEvent {
  return {
    v: 1,
    runId: text(row, 'run_id'),
    seq: number(row, 'seq'),
    type: text(row, 'type'),
    at: text(row, 'at'),
    ...(row['span_id'] !== null && { spanId: text(row, 'span_id') }),
    ...(row['parent_span_id'] !== null && { parentSpanId: text(row, 'parent_span_id') }),
    ...(row['attempt'] !== null && { attempt: number(row, 'attempt') }),
    data: json(row, 'data'),
  } as RunEvent
}

export function readAgentRow(row: SqlRow): AgentRow {
  return {
    id: text(row, 'id'),
    organizationId: text(row, 'organization_id'),
    name: text(row, 'name'),
    slug: text(row, 'slug'),
    description: textOrNull(row, 'description'),
    status: text(row, 'status') as AgentStatus,
    tags: json<string[]>(row, 'tags'),
    origin: text(row, 'origin') as AgentOrigin,
    revisionNumber: number(row, 'number'),
    latestRevisionId: text(row, 'latest_revision_id'),
    publishedRevisionId: textOrNull(row, 'published_revision_id'),
    lastPublishedAt: textOrNull(row, 'last_published_at'),
    createdAt: text(row, 'created_at'),
    updatedAt: text(row, 'updated_at'),
    webhookUrl: textOrNull(row, 'webhook_url'),
    definition: json<AgentDefinition>(row, 'definition'),
  }
}

export function readRevisionRow(row: SqlRow): RevisionRow {
  return {
    id: text(row, 'id'),
    agentId: text(row, 'agent_id'),
    number: number(row, 'number'),
    createdAt: text(row, 'created_at'),
    createdById: textOrNull(row, 'created_by'),
    isPublished: number(row, 'is_published') === 1,
  }
}
