// A run that is to be made, and what is written with it.
import type { OnBusy } from '../contracts/enums.ts'
import type { NewRunEvent, RunEventData } from '../contracts/run-event.ts'
import type { CommandRecord } from './record.ts'

export interface NewRun {
  readonly id: string
  readonly queuedAt: string
  readonly created: RunEventData<'run.created'>
  /** Events that a fork takes over; they follow `run.created`. */
  readonly copied?: readonly NewRunEvent[]
}

export interface CreateRunParams {
  readonly run: NewRun
  readonly onBusy: OnBusy
  readonly record: CommandRecord
  /** Most runs of the tenant that may be open; null or absent: any number. */
  readonly maxOpenRuns?: number | null
}
