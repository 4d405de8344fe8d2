// What a runner needs of the commands that tasks hold. Made by `app/`: a firing goes through the same pipeline as any caller.
import type { FiringRow, ScheduleRow } from '../../core/schedule.ts'
import type { CreateRunParams } from '../../store/new-run.ts'
import type { TaskLogItem } from '../../store/task-verbs.ts'

export interface PerformParams {
  readonly schedule: ScheduleRow
  readonly firing: FiringRow
  readonly signal: AbortSignal
  /** Resolves when the items are durable. */
  readonly emit: (items: readonly TaskLogItem[]) => Promise<void>
}

export interface TaskCommands {
  /** True when the creator of a task has not the rights any more that its command needs. */
  isDenied(schedule: ScheduleRow): Promise<boolean>
  /** The run that the command starts, for the transaction of the claim; null: it starts none, or cannot. */
  prepareRun(schedule: ScheduleRow): Promise<CreateRunParams | null>
  /** Performs the command to its end; faults are items. Rejects only when `emit` does. */
  perform(params: PerformParams): Promise<void>
  /** Ends the run that an attempt follows. */
  stopRun(schedule: ScheduleRow, agentRunId: string, reason: string): Promise<void>
}
