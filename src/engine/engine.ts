// The Engine port: who works on which run, and when. Safety does not depend on it: the store's epoch fences every append.
import type { Agent } from '../runtime/define-agent.ts'

export interface EngineHealth {
  /** Runs being worked on. */
  readonly running: number
  /** Runs waiting for a free place. */
  readonly queued: number
  readonly concurrency: number
  /** Of those being worked on or waiting for a place, the runs that no task started. */
  readonly others: number
  readonly isStopping: boolean
  /** How long a run that is queued now, not by a task, will wait, by recent durations. */
  readonly estimatedWaitMs: number
}

/**
 * **Contract:** after `start`, every run that has not ended and whose agent's code is loaded is worked on, in order of
 * queueing, at most `concurrency` at a time; runs that tasks started have a bounded share of these places, and are taken in
 * turn with the others; a run that is delivered twice does no harm.
 */
export interface Engine {
  /** Takes up every run the store has open, then whatever is created. */
  start(): Promise<void>
  /** Makes an agent's code known; runs that waited for it go on. */
  load(agent: LoadedAgent): void
  /** Whether a run of this agent has not ended. */
  hasOpenRuns(agentId: string): boolean
  health(): EngineHealth
  /** Resolves when nothing is running or queued. */
  whenIdle(): Promise<void>
  /** Takes no new runs; lets those in progress go on for `graceMs`, then lets go of them. They resume at the next start. */
  stop(params: { graceMs: number }): Promise<void>
}

/** An agent's code under the id its runs carry. */
export interface LoadedAgent {
  readonly agentId: string
  readonly agent: Agent
}
