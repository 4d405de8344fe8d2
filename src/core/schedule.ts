// What a schedule is: when it fires, under which policies, for whom, and how far it has come. One row is one version.
import type { CatchUp, IntervalFrom, OnLost, Overlap, Retry } from '../contracts/task.ts'
import type { Plugin } from '../contracts/key.ts'
import type { Scope } from '../contracts/enums.ts'

/** Moments are ISO-8601 UTC with milliseconds. */
export type Timing =
  /** `at` null: at once. */
  | { readonly kind: 'oneshot'; readonly at: string | null }
  | { readonly kind: 'interval'; readonly seconds: number; readonly from: IntervalFrom }
  | { readonly kind: 'cron'; readonly expression: string; readonly timeZone: string }

export interface SchedulePolicy {
  readonly startAt: string | null
  readonly endAt: string | null
  readonly maxRuns: number | null
  readonly jitterSeconds: number
  readonly overlap: Overlap
  readonly catchUp: CatchUp
  readonly catchUpWindowSeconds: number
  readonly retry: Retry
  readonly runTimeoutSeconds: number
  readonly onLost: OnLost
}

/** Slots that were used up, by a firing or by a skip. */
export interface Progress {
  /** The slots of an interval lie at whole intervals from here; null: none was taken yet. */
  readonly anchorAt: string | null
  /** No slot up to here is due any more. */
  readonly lastSlotAt: string | null
  /** Firings that count towards `maxRuns`. */
  readonly fired: number
  /** An interval that counts from completion has no next slot until its firing ends. */
  readonly isAwaitingEnd: boolean
}

export const noProgress: Progress = { anchorAt: null, lastSlotAt: null, fired: 0, isAwaitingEnd: false }

/** Names of the agent for which a call is made, as far as there are any. */
export interface AgentArguments {
  readonly agent_id?: string
  readonly agent_full_id?: string
  readonly agent_remote?: string
  readonly response_id?: string
  readonly response_ids?: readonly string[]
  readonly mcp_session_id?: string
}

/** Who scheduled it, with the rights they had. */
export interface ScheduleCreator {
  readonly userId: string
  readonly credentialId: string
  readonly scopes: readonly Scope[]
}

/** What due times follow from. */
export interface DueRules {
  readonly hierarchy: string
  readonly name: string
  readonly timing: Timing
  readonly policy: SchedulePolicy
  readonly createdAt: string
}

export interface NewSchedule extends DueRules {
  readonly organizationId: string
  readonly description: string
  readonly command: readonly string[]
  readonly creator: ScheduleCreator
  readonly agentArguments: AgentArguments
  readonly plugin: Plugin | null
}

export interface ScheduleRow extends NewSchedule {
  readonly id: number
  readonly version: number
  readonly progress: Progress
  /** null: not before something else happens. */
  readonly nextDueAt: string | null
  readonly pausedAt: string | null
  readonly pausedReason: string | null
  /** null: it is the newest version, and was not deleted. */
  readonly retiredAt: string | null
  /** Firings so far, without skipped slots. */
  readonly runs: number
  /** Rises with every change that decides what is due. */
  readonly revision: number
}

/** One firing of one version. */
export interface FiringRow {
  readonly runId: string
  readonly scheduleId: number
  readonly organizationId: string
  readonly hierarchy: string
  readonly name: string
  readonly version: number
  readonly plugin: Plugin | null
  readonly status: 'pending' | 'running' | 'done' | 'error' | 'cancelled' | 'skipped' | 'lost'
  readonly reason: string | null
  readonly trigger: 'due' | 'manual'
  readonly dueAt: string | null
  readonly ranAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly attempt: number
  /** When it is tried again; null unless it waits for that. */
  readonly retryAt: string | null
  /** Waits until earlier firings of its task have ended. */
  readonly isQueued: boolean
  /** Its runner is asked to stop it. */
  readonly isCancelRequested: boolean
  /** How often a runner died on it. */
  readonly losses: number
  readonly owner: string | null
  readonly epoch: number
  readonly items: number
  readonly hadErrors: boolean
  readonly error: { readonly code: string; readonly message: string } | null
  /** Runs that were made in the transaction of a claim, oldest first. */
  readonly agentRunIds: readonly string[]
  /** The one of them that this attempt is about; null: it has none. */
  readonly currentRunId: string | null
}

const ended = new Set<string>(['done', 'error', 'cancelled', 'skipped', 'lost'])

export function isFiringEnded({ status }: Pick<FiringRow, 'status'>): boolean {
  return ended.has(status)
}
