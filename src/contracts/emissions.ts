// The outward notices that operations and the engine promise. Payloads are exactly RunSummary.
import type { EmissionSpec } from '../spec/contract.ts'
import { RunSummary } from './run.ts'

export const owners = ['@agent-console-team'] as const

function runEmission(name: string, when: string): EmissionSpec {
  return {
    key: `run.${name}`,
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', name],
    when,
    payload: RunSummary,
  }
}

export const runStarted = runEmission('started', 'Run is queued')
export const runCancelled = runEmission('cancelled', 'Run is cancelled')
/** Settled by the engine, not by an operation. */
export const runCompleted = runEmission('completed', 'Run is done')
/** Settled by the engine, not by an operation. */
export const runFailed = runEmission('failed', 'Run ended in error')
