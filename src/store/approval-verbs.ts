// The verbs of the Store port about what people are asked.
import type { ApprovalKind, RunStatus } from '../contracts/enums.ts'
import type { RunEventData } from '../contracts/run-event.ts'
import type { CommandRecord, Page, PageParams } from './record.ts'

/** What a person answered; the rest of the event is known to the store. */
export type Resolution = Omit<RunEventData<'approval.resolved'>, 'approvalId' | 'callId' | 'by'>

export type ResolveResult =
  /** `status` is that of the run afterwards. */
  | { readonly outcome: 'resolved'; readonly status: RunStatus }
  /** `ended`: the run ended before anybody answered. */
  | { readonly outcome: 'missing-run' | 'missing-approval' | 'already-resolved' | 'ended' | 'replied' }

/** What a person was asked. `void`: the run ended before anybody answered. */
export interface ApprovalRow {
  readonly approvalId: string
  readonly runId: string
  readonly agentId: string
  readonly agentName: string
  readonly kind: ApprovalKind
  readonly callId: string
  readonly toolName: string
  readonly input: unknown
  readonly reason: string | null
  readonly requestedAt: string
  readonly status: 'pending' | 'resolved' | 'void'
}

export interface ApprovalFilter {
  readonly organizationId: string
  readonly runId: string | null
  readonly kind: ApprovalKind | null
}

/** **Contract:** as of the whole Store. */
export interface ApprovalVerbs {
  /**
   * Writes an answer under the run's epoch, whoever owns the run, and `run.resumed` when the run waits for nothing more.
   * `createRecord` gets the run's status afterwards.
   */
  resolveApproval(params: {
    organizationId: string
    runId: string
    approvalId: string
    resolution: Resolution
    by: string
    at: string
    createRecord: (status: RunStatus) => CommandRecord
  }): Promise<ResolveResult>

  /** By its id, or the newest question of this kind about a call. */
  getApproval(params: {
    organizationId: string
    runId: string
    which: { readonly approvalId: string } | { readonly callId: string; readonly kind: ApprovalKind }
  }): Promise<ApprovalRow | null>

  /** What is not answered yet, oldest first. A null filter selects everything. */
  listApprovals(params: ApprovalFilter & PageParams): Promise<Page<ApprovalRow>>
}
