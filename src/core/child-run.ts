// A run that works on a call of another run: how it is made, and what its end means to the run above it.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import { type EndedChild, isTerminal, type NewRunEvent, type RunEventData } from '../contracts/run-event.ts'
import { RunInput } from '../contracts/run.ts'
import type { AgentRow } from './agent-row.ts'
import { extendHierarchy, getRootHierarchy } from './hierarchy.ts'
import { listLimits } from './run-limits.ts'
import { omitAbsent } from './run-row.ts'
import type { OpenCall, RunState } from './run-state.ts'
import { locateSpan, renderTraceparent } from './trace-context.ts'

type Created = RunEventData<'run.created'>

/** How many runs may stand above each other, the outermost included. */
export const MAX_DEPTH = 8

export function getDepth({ ancestors = [] }: Created): number {
  return ancestors.length + 1
}

export interface ChildAgent {
  readonly agent: Pick<AgentRow, 'id' | 'name'>
  readonly revisionId: string
  readonly definition: AgentDefinition
}

/** What the run `runId` is made from. It acts for the same tenant and user, and has no session: its parent's is busy. */
export function createChild(
  parent: RunState,
  { callId, spanId, input, runId }: { callId: string; spanId: string; input: unknown; runId: string },
  { agent, revisionId, definition }: ChildAgent,
): Created {
  const { organizationId, userId, credentialId, origin, ancestors = [], hierarchy, agentId } = parent.created
  const { maxTokens, maxCostUsd } = parent.created.limits
  const place = locateSpan(parent.created, parent.runId, spanId)
  const path = hierarchy ?? extendHierarchy(getRootHierarchy(origin.kind), agentId, parent.runId)
  return omitAbsent({
    organizationId,
    agentId: agent.id,
    agentName: agent.name,
    model: definition.model,
    revisionId,
    input: RunInput.parse(input),
    origin: { kind: 'agent' as const, ref: callId },
    limits: listLimits(definition, { deadlineAt: parent.deadlineAt }),
    resultType: definition.resultType,
    userId,
    credentialId,
    parentRunId: parent.runId,
    ancestors: [...ancestors, omitAbsent({ runId: parent.runId, agentId, maxTokens, maxCostUsd })],
    hierarchy: extendHierarchy(path, agent.id, runId),
    traceparent: place && renderTraceparent(place),
  })
}

/** The events that end the call of the parent that this run has worked on; none when the call is not open. */
export function settleCall(parent: RunState, child: RunState, terminal: NewRunEvent): NewRunEvent[] {
  const call = parent.openCalls.values().find(({ childRunId }) => childRunId === child.runId)
  if (!call) return []
  const { at } = terminal
  const ended = { runId: child.runId, waitedMs: child.waitedMs }
  const name = `run ${child.runId} of agent "${child.created.agentId}"`
  switch (terminal.type) {
    case 'run.completed': {
      const { resultType, resultData } = terminal.data
      const output = resultType === 'json' ? resultData : (resultData['result'] ?? resultData)
      const durationMs = Math.max(0, Date.parse(at) - Date.parse(call.startedAt))
      const data = { callId: call.callId, output, durationMs, child: ended }
      return [{ type: 'tool.completed', at, attempt: parent.attempt, spanId: call.spanId, data }]
    }
    case 'run.failed': {
      const message = `${name} failed with ${terminal.data.code}: ${terminal.data.message}`
      return [failCall(parent, call, at, { code: 'AGENT_FAILED', message, child: ended })]
    }
    case 'run.cancelled': {
      const { by, reason } = terminal.data
      const message = `${name} was cancelled by ${by}${reason === undefined ? '' : `: ${reason}`}`
      return [failCall(parent, call, at, { code: 'AGENT_CANCELLED', message, child: ended })]
    }
    default:
      return []
  }
}

/** The end of a call whose agent cannot be run. */
export function refuseChild(
  parent: RunState,
  call: OpenCall,
  { runId, agentId }: { runId: string; agentId: string },
  at: string,
): NewRunEvent {
  const message = `agent "${agentId}" is not there or not active`
  return failCall(parent, call, at, { code: 'AGENT_NOT_ACTIVE', message, child: { runId, waitedMs: 0 } })
}

function failCall(
  { attempt }: RunState,
  { callId, spanId }: OpenCall,
  at: string,
  failure: { code: string; message: string; child: EndedChild },
): NewRunEvent {
  return { type: 'tool.failed', at, attempt, spanId, data: { callId, ...failure, retryable: false } }
}

/** Why the runs below end with this one; null while it goes on. */
export function describeOrphan(runId: string, last: NewRunEvent): { by: string; reason: string } | null {
  if (!isTerminal(last)) return null
  if (last.type === 'run.cancelled')
    return { by: last.data.by, reason: `run ${runId}, which started it, was cancelled` }
  const code = last.type === 'run.failed' ? ` with ${last.data.code}` : ''
  return { by: 'errand', reason: `run ${runId}, which started it, ended${code}` }
}
