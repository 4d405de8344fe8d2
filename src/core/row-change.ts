// What a batch of events changes in the run's row. The row is a fold of the log, kept in the same transaction.
import type { RunStatus } from '../contracts/enums.ts'
import type { NewRunEvent } from '../contracts/run-event.ts'

/** null means unchanged; the numbers are added. */
export interface RowChange {
  status: RunStatus | null
  isEnded: boolean
  /** 1 while nobody works on the run: it waits for a person or for runs it started. */
  isPaused: 0 | 1 | null
  startedAt: string | null
  completedAt: string | null
  attempt: number | null
  promptTokens: number
  completionTokens: number
  totalTokens: number
  iterations: number
  costUsd: number | null
  errorCode: string | null
  errorMessage: string | null
  /** JSON text. */
  output: string | null
  /** JSON text. */
  sources: string | null
}

export function foldRowChange(events: readonly NewRunEvent[]): RowChange {
  const change: RowChange = {
    status: null,
    isEnded: false,
    isPaused: null,
    startedAt: null,
    completedAt: null,
    attempt: null,
    promptTokens: 0,
    completionTokens: 0,
    totalTokens: 0,
    iterations: 0,
    costUsd: null,
    errorCode: null,
    errorMessage: null,
    output: null,
    sources: null,
  }
  for (const event of events) applyToRow(change, event)
  return change
}

function applyToRow(change: RowChange, event: NewRunEvent): void {
  switch (event.type) {
    case 'run.started':
      if (event.data.attempt === 1) change.startedAt = event.at
      change.status = 'running'
      change.attempt = event.data.attempt
      break
    case 'run.recovered':
      change.status = 'running'
      change.attempt = event.data.attempt
      break
    case 'run.waiting':
      change.status = 'waiting'
      change.isPaused = 1
      break
    case 'run.delegated':
      change.isPaused = 1
      break
    case 'run.resumed':
      change.status = 'running'
      change.isPaused = 0
      break
    case 'turn.completed':
      change.iterations += 1
      change.promptTokens += event.data.usage.promptTokens
      change.completionTokens += event.data.usage.completionTokens
      change.totalTokens += event.data.usage.totalTokens
      if (event.data.costUsd !== undefined) change.costUsd = (change.costUsd ?? 0) + event.data.costUsd
      break
    case 'run.completed':
      end(change, 'done', event.at)
      change.output = JSON.stringify(event.data.resultData)
      change.sources = JSON.stringify(event.data.sources)
      break
    case 'run.failed':
      end(change, 'error', event.at)
      change.errorCode = event.data.code
      change.errorMessage = event.data.message
      break
    case 'run.cancelled':
      end(change, 'cancelled', event.at)
      break
    default:
  }
}

function end(change: RowChange, status: RunStatus, at: string): void {
  change.status = status
  change.isEnded = true
  change.isPaused = 0
  change.completedAt = at
}
