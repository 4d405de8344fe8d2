// What operations on tasks need from outside: the runner that fires, and how a stored command is read.
import type { OriginKind } from '../contracts/enums.ts'
import type { ScheduleRow } from '../core/schedule.ts'
import type { Issue } from '../spec/issues.ts'
import type { CommandRecord } from '../store/record.ts'
import type { TaskScope } from '../store/task-verbs.ts'

/** What may be made of an answer: a filter for each item, a deadline, a size. */
export interface AnswerShape {
  readonly jq: string | null
  readonly python: string | null
  readonly timeoutSeconds: number | null
  readonly maxTokens: number | null
}

/** A command as it was scheduled, read and checked. */
export interface ParsedCommand {
  /** Key of the operation. */
  readonly key: string
  readonly input: unknown
  readonly wantsStream: boolean
  readonly shape: AnswerShape
  /** A repeat after a crash is safe. */
  readonly isIdempotent: boolean
  readonly scopes: readonly string[]
}

export type CommandReading =
  | { readonly ok: true; readonly command: ParsedCommand }
  | { readonly ok: false; readonly code: 'INPUT_INVALID' | 'SCHEDULE_RECURSION'; readonly issue: Issue }

export type Triggered =
  | { readonly outcome: 'fired'; readonly runId: string }
  | { readonly outcome: 'overlap' | 'missing' | 'replied' }

/** **Contract:** a slot that was claimed is fired by somebody, whatever becomes of the call that claimed it. */
export interface TaskRunner {
  /** Claims what is due, and what waits and can go on; resolves with the ids of the firings, in order of task. */
  claimDue(scope: TaskScope): Promise<string[]>
  /** Fires now. The record is written with the firing. */
  trigger(schedule: ScheduleRow, createRecord: (runId: string) => CommandRecord): Promise<Triggered>
  /** Stops firings that this process runs. They end with an error of this code, or cancelled. */
  abort(runIds: readonly string[], why: 'RUN_TIMEOUT' | 'cancelled'): void
}

export interface ItemTransform extends AsyncDisposable {
  /** What one item becomes: nothing, one value or several. */
  apply(item: unknown): Promise<TransformResult>
}
export type TransformResult =
  | { readonly ok: true; readonly values: readonly unknown[] }
  | { readonly ok: false; readonly code: string; readonly message: string }
export type OpenedTransform =
  | { readonly ok: true; readonly transform: ItemTransform | null }
  | {
      readonly ok: false
      readonly code: 'TRANSFORM_DISABLED' | 'INPUT_INVALID'
      readonly message: string
      readonly field: 'jq' | 'python'
    }

export interface TaskDeps {
  readonly runner: TaskRunner
  /** Reads the words of a command, as the command line would. */
  parseCommand(words: readonly string[]): Promise<CommandReading>
  /** Null when there is nothing to apply. */
  openTransform(shape: Pick<AnswerShape, 'jq' | 'python'>): Promise<OpenedTransform>
  /** Calls back once, after so many ms; returns the way to call it off. */
  readonly schedule: (delayMs: number, callback: () => void) => () => void
}

/** Origins of calls that are made inside of a firing. */
export function isInFiring(origin: OriginKind): boolean {
  return origin === 'task'
}
