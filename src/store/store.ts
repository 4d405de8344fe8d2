// The Store port: domain verbs, each one atomic. Drivers live in folders beside this file.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { AgentStatus, Granularity, ModelProvider } from '../contracts/enums.ts'
import type { NewRunEvent, RunEvent, TreeUse } from '../contracts/run-event.ts'
import type { Session, SessionMessage } from '../contracts/session.ts'
import type { RunInput } from '../contracts/run.ts'
import type { AgentRow, RevisionRow } from '../core/agent-row.ts'
import type { RunFilter } from '../core/run-filter.ts'
import type { RunBucket } from '../core/run-metrics.ts'
import type { RunRow } from '../core/run-row.ts'
import type { RunState } from '../core/run-state.ts'
import type { CreateRunParams } from './new-run.ts'
import type { BackUpResult, StorageCare } from './storage-care.ts'
import type { ApprovalVerbs } from './approval-verbs.ts'
import type { ChangeVerbs } from './change-verbs.ts'
import type { ContextVerbs } from './context-verbs.ts'
import type { KeyVerbs } from './key-verbs.ts'
import type { AgentWebhook, WebhookVerbs } from './webhook-verbs.ts'
import type { TaskVerbs } from './task-verbs.ts'
import type { ToolVerbs } from './tool-verbs.ts'
import type {
  Audit,
  AuditFilter,
  ChangeResult,
  CommandRecord,
  CreateResult,
  Emission,
  NewAudit,
  NewEmission,
  Page,
  PageParams,
  RecordResult,
} from './record.ts'

/** Why an append was refused: the run ended, another owner took it, or it does not exist. */
export type Refusal = 'ended' | 'stale' | 'missing'

export type CreateRunResult =
  | { readonly outcome: 'created' }
  | { readonly outcome: 'session-busy' }
  /** The tenant has as many open runs as it may. */
  | { readonly outcome: 'too-many-open' }
  /** The Idempotency-Key already has a reply. */
  | { readonly outcome: 'replied' }

export type AcquireResult =
  | {
      readonly outcome: 'acquired'
      readonly epoch: number
      readonly row: RunRow
      readonly state: RunState
      readonly definition: AgentDefinition
      readonly history: readonly PastRun[]
    }
  /** `not-next`: an earlier run of its session has not ended. `waiting`: it is paused. */
  | { readonly outcome: 'ended' | 'missing' | 'not-next' | 'waiting' }

/** An earlier run of the same session that ended `done`. */
export interface PastRun {
  readonly agentId: string
  readonly input: RunInput
  readonly result: string
}

export interface AppendParams {
  readonly runId: string
  readonly epoch: number
  /**
   * seq of the newest event that this owner has appended, at first `state.lastSeq` of the acquisition. With it a batch that
   * is sent again, because its success was not reported, is recognised: it is answered with what it wrote the first time.
   */
  readonly after?: number
  readonly events: readonly NewRunEvent[]
}

export type AppendResult =
  | { readonly outcome: 'appended'; readonly events: RunEvent[] }
  | { readonly outcome: 'refused'; readonly reason: Refusal }

export type CancelResult = { readonly outcome: 'cancelled' | 'ended' | 'missing' | 'replied' }

export interface EventPage {
  readonly events: RunEvent[]
  /** True when more such events follow. */
  readonly hasMore: boolean
  /** seq of the newest event of the run; 0 when there is no such run. */
  readonly head: number
  readonly isEnded: boolean
}

export interface OpenRun {
  readonly runId: string
  readonly organizationId: string
  readonly agentId: string
  readonly sessionId: string | null
  /** True while it is paused for a person or for runs it started: nobody works on it, and later runs of its session wait too. */
  readonly isWaiting: boolean
  /** A firing started it, or the outermost run above it. */
  readonly isOfTask: boolean
}

/** Runs of one agent, of whatever tenant, that have not ended. */
export interface OpenRunCount {
  readonly agentId: string
  readonly status: 'pending' | 'running' | 'waiting'
  readonly runs: number
  readonly oldestQueuedAt: string
}

export interface AgentChange<Refusal extends string> {
  readonly organizationId: string
  readonly agentId: string
  readonly change: (agent: AgentRow) => AgentRow | Refusal
  /** What is new of its webhook; absent: nothing. */
  readonly webhook?: AgentWebhook
  readonly createRecord: (changed: AgentRow) => CommandRecord
}

export interface AgentDraft {
  readonly id: string
  readonly name: string
  readonly slug: string
  readonly description: string | null
  readonly tags: readonly string[]
  readonly origin: 'code' | 'adhoc'
  readonly definition: AgentDefinition
}

/** Events of one run that a commit made durable. */
export interface Committed {
  readonly organizationId: string
  readonly runId: string
  readonly events: readonly RunEvent[]
  /** Size of their data as JSON, in characters. */
  readonly size: number
}

/**
 * **Contract:** every verb is one transaction, and its promise resolves after that transaction is durable.
 * No append reaches a run that has ended. A verb that cannot reach its storage rejects with `StoreUnavailableError`.
 */
export interface Store
  extends
    ApprovalVerbs,
    ChangeVerbs,
    ContextVerbs,
    KeyVerbs,
    WebhookVerbs,
    ToolVerbs,
    TaskVerbs,
    AsyncDisposable,
    StorageCare {
  /** Writes the run, its first event, the emission, the audit row and the reply, or nothing. */
  createRun(params: CreateRunParams): Promise<CreateRunResult>

  /** Makes `owner` the only one who can append: raises the epoch, folds the log, settles what was left open. */
  acquireRun(params: { runId: string; owner: string; at: string }): Promise<AcquireResult>

  /**
   * Appends in order, numbered after the head, if `epoch` is the run's and the run has not ended; else writes nothing.
   * A batch that ends with `run.waiting` or `run.delegated` is followed by `run.resumed` when what it pauses for is there
   * already. A `tool.started` with a `child` creates that run, or fails the call when its agent is not active. A terminal
   * event, by whatever verb, cancels the open runs below and settles the call of the run above. All in one transaction.
   */
  appendEvents(params: AppendParams): Promise<AppendResult>

  /** Ends the run as cancelled whatever its owner is doing. */
  cancelRun(params: {
    organizationId: string
    runId: string
    by: string
    reason: string | null
    at: string
    record: CommandRecord
  }): Promise<CancelResult>

  getRun(params: { organizationId: string; runId: string }): Promise<RunRow | null>

  /** What the model of a run is told of earlier runs of its session, oldest first; of a fork outside of any, what the original was told. */
  listPastRuns(params: { organizationId: string; runId: string }): Promise<PastRun[]>

  /** Newest queuedAt first. A null filter selects everything. */
  listRuns(params: RunFilter & PageParams): Promise<Page<RunRow>>

  /**
   * Events with seq > `after`, in order; only these `types` when not null. At most `limit`, and fewer when they are large:
   * a page ends with the event that makes it larger than 256 KiB. Never events that are not durable.
   */
  readEvents(params: {
    runId: string
    after: number
    limit: number
    types: readonly string[] | null
  }): Promise<EventPage>

  /** What each of these runs and all runs below it have used, in this order. */
  readTreeUse(params: { runIds: readonly string[] }): Promise<TreeUse[]>

  /** Last updated first. A session is there when a run names it. */
  listSessions(params: SessionFilter & PageParams): Promise<Page<Session>>
  getSession(params: { organizationId: string; sessionId: string }): Promise<Session | null>
  /** What users said and what runs that are done answered, oldest first. */
  listMessages(params: { organizationId: string; sessionId: string } & PageParams): Promise<Page<SessionMessage>>

  /** Counts the runs of each period and group that has some, oldest first. Periods are in UTC, weeks start on Monday. */
  measureRuns(params: RunMeasure): Promise<RunBucket[]>

  /** Runs that have not ended, oldest first. */
  listOpenRuns(): Promise<OpenRun[]>

  /** Of all tenants. */
  countOpenRuns(): Promise<OpenRunCount[]>

  /**
   * Makes each draft the agent's latest revision (a new one only if its definition differs). An agent that is new or
   * archived becomes active. All or none: an agent made through the API keeps its id.
   */
  saveAgents(params: {
    organizationId: string
    drafts: readonly AgentDraft[]
    at: string
  }): Promise<{ readonly outcome: 'saved' } | { readonly outcome: 'id-taken'; readonly agentId: string }>

  /** Archives every agent of code that is not among these ids. */
  archiveOtherAgents(params: { organizationId: string; keepIds: readonly string[]; at: string }): Promise<void>

  /** Writes a new agent with its first revision, made by `record.audit.actor`. Its id is its slug. */
  createAgent(params: { agent: AgentRow; webhook?: AgentWebhook; record: CommandRecord }): Promise<CreateResult>

  /**
   * Makes an agent what `change` makes of it. `change` must be pure: it may be called more than once. With another
   * `latestRevisionId` the revision is written too. A string is a refusal: nothing is written.
   */
  changeAgent<Refusal extends string = never>(params: AgentChange<Refusal>): Promise<ChangeResult<AgentRow, Refusal>>

  getAgent(params: { organizationId: string; agentId: string }): Promise<AgentRow | null>

  /** Id of the agent with this id, else with this slug, in any letter case; null: none has it. */
  getAgentId(params: { organizationId: string; name: string }): Promise<string | null>

  /** Newest first. */
  listRevisions(params: { organizationId: string; agentId: string } & PageParams): Promise<Page<RevisionRow>>

  /** Newest first, without ad hoc agents. */
  listAgents(params: AgentFilter & PageParams): Promise<Page<AgentRow>>

  getRevision(params: { organizationId: string; agentId: string; revisionId: string }): Promise<AgentDefinition | null>

  /** The reply kept for a key, if it is not older than 24 h at `at`. */
  getReply(params: {
    organizationId: string
    key: string
    at: string
  }): Promise<{ requestHash: string; output: unknown } | null>

  /**
   * Writes what a command leaves whose effect is elsewhere: the audit row, the reply and its emissions, or nothing when the
   * Idempotency-Key already has a reply.
   */
  recordCommand(params: { record: CommandRecord; emissions: readonly NewEmission[] }): Promise<RecordResult>
  appendAudit(audit: NewAudit): Promise<void>
  listAudit(params: AuditFilter & PageParams): Promise<Page<Audit>>
  /** Oldest first. */
  listEmissions(params: { organizationId: string; resource: string | null } & PageParams): Promise<Page<Emission>>

  /** Calls `listener` after each commit that appended events, in commit order. Returns the way to stop. */
  subscribe(listener: (committed: readonly Committed[]) => void): () => void

  /**
   * Writes a consistent copy of everything to a new file that only its owner can read; writes go on meanwhile. It holds at
   * least all that was durable at the call. The record, made from the size of the copy in bytes, is written after it.
   */
  backUp(params: { path: string; record: (sizeBytes: number) => CommandRecord }): Promise<BackUpResult>

  /** Rejects with `StoreUnavailableError` when the storage does not answer. */
  checkHealth(): Promise<void>
}

export interface RunMeasure {
  readonly organizationId: string
  readonly agentId: string | null
  /** `provider/model` that the run was created with. */
  readonly model: string | null
  /** null: all runs of a period are one group. */
  readonly groupBy: 'agent' | 'model' | null
  /** Inclusive, ISO-8601 UTC with milliseconds. */
  readonly startDate: string
  /** Exclusive, ISO-8601 UTC with milliseconds. */
  readonly endDate: string
  readonly granularity: Granularity
}

export interface SessionFilter {
  readonly organizationId: string
  /** Sessions with a run of this agent. */
  readonly agentId: string | null
  /** Sessions with a run of this user. */
  readonly userId: string | null
  readonly search: string | null
}

export interface AgentFilter {
  readonly organizationId: string
  readonly status: AgentStatus | null
  readonly modelProvider: ModelProvider | null
  readonly search: string | null
}
