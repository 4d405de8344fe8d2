// The outward notices that operations and the engine promise. A payload is exactly the summary of what it tells of.
import type { z } from 'zod'
import type { EmissionSpec } from '../spec/contract.ts'
import { AgentSummary } from './agent.ts'
import { RunSummary } from './run.ts'
import { ToolSummary } from './tool.ts'

export const owners = ['@agent-console-team'] as const

function emission(subject: string, name: string, when: string, payload: z.ZodType): EmissionSpec {
  return {
    key: `${subject}.${name}`,
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: [subject, name],
    when,
    payload,
  }
}

export const runStarted = emission('run', 'started', 'Run is queued', RunSummary)
export const runCancelled = emission('run', 'cancelled', 'Run is cancelled', RunSummary)
/** Settled by the engine, not by an operation. */
export const runCompleted = emission('run', 'completed', 'Run is done', RunSummary)
/** Settled by the engine, not by an operation. */
export const runFailed = emission('run', 'failed', 'Run ended in error', RunSummary)

export const agentCreated = emission('agent', 'created', 'Agent is created', AgentSummary)
export const agentUpdated = emission('agent', 'updated', 'Agent is changed', AgentSummary)
export const agentPublished = emission('agent', 'published', 'A revision of the agent is published', AgentSummary)

export const toolCreated = emission('tool', 'created', 'Tool is created', ToolSummary)
export const toolUpdated = emission('tool', 'updated', 'Tool is changed', ToolSummary)
