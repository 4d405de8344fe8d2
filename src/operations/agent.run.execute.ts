// Starts a run: checks the agent and the input, then writes the run, its first event and the audit in one transaction.
import { executeAgent } from '../contracts/agent.run.execute.ts'
import type { RunEventData } from '../contracts/run-event.ts'
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import { extendHierarchy, getRootHierarchy } from '../core/hierarchy.ts'
import { listLimits } from '../core/run-limits.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { InputOf } from '../spec/contract.ts'
import { listContextIssues } from './context-issues.ts'
import { type CallDeps, implement } from './operation.ts'
import { requireAttached } from './require-space.ts'
import { streamRun } from './stream-run.ts'

type Input = InputOf<typeof executeAgent>

export const execute = implement(executeAgent, {
  async run(input, deps, fail) {
    const { store, principal } = deps
    const { agentId, onBusy } = input
    const { organizationId } = principal
    const agent = await store.getAgent({ organizationId, agentId })
    if (!agent) return fail('AGENT_NOT_FOUND')
    if (agent.status !== 'active')
      fail('AGENT_NOT_ACTIVE', { detail: `Agent "${agentId}" is ${agent.status}; only active agents run.` })
    const revisionId = input.revisionId ?? agent.publishedRevisionId ?? agent.latestRevisionId
    const isLatest = revisionId === agent.latestRevisionId
    const definition = isLatest ? agent.definition : await store.getRevision({ organizationId, agentId, revisionId })
    if (!definition) return fail('REVISION_NOT_FOUND')
    const issues = listContextIssues(definition, input.input)
    if (issues.length > 0) fail('INPUT_INVALID', { detail: `${issues[0]?.pointer}: ${issues[0]?.message}`, issues })

    const contextSpaceId = await requireAttached(input.contextSpace, definition, deps, fail)
    const runId = deps.createRunId()
    const output = { runId, status: 'pending' as const, estimatedWaitMs: deps.estimateWaitMs() }
    const hierarchy = extendHierarchy(principal.hierarchy ?? getRootHierarchy(deps.origin), agentId, runId)
    const described = describeRun(input, definition, deps)
    const limited = contextSpaceId === undefined ? {} : { contextSpaceId }
    const created = { agentId, agentName: agent.name, revisionId, hierarchy, ...limited, ...described }
    const record = deps.record({ resource: runId, output })
    const run = { id: runId, queuedAt: deps.now(), created }
    const { outcome } = await store.createRun({ run, onBusy, record, maxOpenRuns: deps.limits.openRuns })
    if (outcome === 'session-busy') fail('SESSION_BUSY')
    if (outcome === 'too-many-open') {
      const detail = `${deps.limits.openRuns} runs of the tenant have not ended; wait for one, or cancel one.`
      fail('RATE_LIMITED', { detail, retryAfterSeconds: 5 })
    }
    return output // not of a run when a call with the same Idempotency-Key was quicker: then its kept reply is the answer
  },

  stream: (_input, { runId }, deps, signal) => streamRun({ runId, after: 0, deps, signal }),
})

type Described = Omit<RunEventData<'run.created'>, 'agentId' | 'agentName' | 'revisionId' | 'hierarchy'>

function describeRun(input: Input, definition: AgentDefinition, deps: CallDeps): Described {
  const { principal, origin } = deps
  return omitAbsent({
    organizationId: principal.organizationId,
    model: definition.model,
    input: input.input,
    origin: { kind: origin },
    limits: listLimits(definition, input),
    resultType: definition.resultType,
    userId: principal.userId,
    credentialId: principal.credentialId,
    sessionId: input.sessionId,
    metadata: input.metadata,
    traceparent: deps.traceparent(),
  })
}
