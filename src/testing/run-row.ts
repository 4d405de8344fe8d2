// A row of a run, for tests.
import type { RunRow } from '../core/run-row.ts'
import { createdData, moment } from './log-of.ts'

/** A run that nobody has taken up, but for `change`. */
export function createRunRow(change: Partial<RunRow> = {}): RunRow {
  return {
    id: 'run_1',
    created: createdData(),
    status: 'pending',
    epoch: 0,
    head: 1,
    owner: null,
    attempt: 0,
    queuedAt: moment(0),
    startedAt: null,
    completedAt: null,
    updatedAt: moment(0),
    promptTokens: 0,
    completionTokens: 0,
    totalTokens: 0,
    iterations: 0,
    costUsd: null,
    errorCode: null,
    errorMessage: null,
    output: null,
    sources: [],
    ...change,
  }
}
