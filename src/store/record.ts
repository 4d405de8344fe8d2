// What commands leave besides their effect, and how lists are paged.
import type { AuditOutcome, OriginKind } from '../contracts/enums.ts'

/** What a command leaves besides its effect, written in the same transaction. */
export interface CommandRecord {
  readonly audit: NewAudit
  /** The reply to keep for the caller's Idempotency-Key; null when none was given. */
  readonly reply: NewReply | null
  /** The notice that the contract promises, unless it follows from a run's log; null when there is none. */
  readonly emission: NewEmission | null
}

export interface NewEmission {
  readonly organizationId: string
  /** What happened, e.g. `agent.created`. */
  readonly key: string
  /** Id of what it happened to. */
  readonly resource: string
  readonly at: string
  readonly payload: unknown
}

export interface Emission extends NewEmission {
  readonly id: number
}

export interface RecordResult {
  readonly outcome: 'recorded' | 'replied'
}

export interface NewAudit {
  readonly organizationId: string
  /** Who did it. */
  readonly actor: string
  /** The credential they showed; absent: Errand did it by itself. */
  readonly credentialId?: string | null
  readonly origin?: OriginKind | null
  /** Default `done`. */
  readonly outcome?: AuditOutcome
  /** What was done, e.g. `run.started`. */
  readonly action: string
  /** Id of what it was done to. */
  readonly resource: string
  readonly at: string
  readonly data: Readonly<Record<string, unknown>> | null
}

export interface Audit extends NewAudit {
  readonly id: number
  readonly credentialId: string | null
  readonly origin: OriginKind | null
  readonly outcome: AuditOutcome
}

/** What is absent or null selects everything. */
export interface AuditFilter {
  readonly organizationId: string
  readonly resource: string | null
  readonly actor?: string | null | undefined
  readonly action?: string | null | undefined
  readonly outcome?: AuditOutcome | null | undefined
  /** Inclusive, ISO-8601 UTC with milliseconds. */
  readonly startDate?: string | null | undefined
  /** Exclusive, ISO-8601 UTC with milliseconds. */
  readonly endDate?: string | null | undefined
  /** Only greater ids. */
  readonly after?: number | undefined
  /** Default `oldest` first. */
  readonly order?: 'oldest' | 'newest'
}

export interface NewReply {
  readonly organizationId: string
  readonly key: string
  readonly requestHash: string
  readonly output: unknown
  readonly at: string
}

export interface Page<T> {
  readonly items: T[]
  readonly total: number
}

export interface PageParams {
  readonly limit: number
  readonly offset: number
}

export interface CreateResult {
  readonly outcome: 'created' | 'slug-taken' | 'replied'
}

export type ChangeResult<Row, Refusal> =
  | { readonly outcome: 'changed'; readonly row: Row }
  | { readonly outcome: 'refused'; readonly reason: Refusal }
  | { readonly outcome: 'missing' | 'replied' }
