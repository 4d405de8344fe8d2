// Starts a run: checks the agent and the input, then writes the run, its first event and the audit in one transaction.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { executeAgent } from '../contracts/agent.run.execute.ts'
import type { RunEventData } from '../contracts/run-event.ts'
import { extendHierarchy } from '../core/hierarchy.ts'
import { listLimits } from '../core/run-limits.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { ErrorCodeOf, InputOf, OutputOf } from '../spec/contract.ts'
import type { CallDeps, Fail } from './operation.ts'
import { requireAttached } from './require-space.ts'

type Created = RunEventData<'run.created'>

/** What is asked for; `readInput` checks the input by what the revision of the run says, and gives it. */
interface Asked extends Omit<InputOf<typeof executeAgent>, 'input'> {
  readonly readInput: (definition: AgentDefinition) => Pick<Created, 'input' | 'isRendered'>
}

export async function startRun(
  asked: Asked,
  deps: CallDeps,
  fail: Fail<ErrorCodeOf<typeof executeAgent>>,
): Promise<OutputOf<typeof executeAgent>> {
  const { store, principal } = deps
  const { agentId, onBusy } = asked
  const { organizationId } = principal
  const agent = await store.getAgent({ organizationId, agentId })
  if (!agent) return fail('AGENT_NOT_FOUND')
  if (agent.status !== 'active')
    fail('AGENT_NOT_ACTIVE', { detail: `Agent "${agentId}" is ${agent.status}; only active agents run.` })
  const revisionId = asked.revisionId ?? agent.publishedRevisionId ?? agent.latestRevisionId
  const isLatest = revisionId === agent.latestRevisionId
  const definition = isLatest ? agent.definition : await store.getRevision({ organizationId, agentId, revisionId })
  if (!definition) return fail('REVISION_NOT_FOUND')
  const given = asked.readInput(definition)

  const contextSpaceId = await requireAttached(asked.contextSpace, definition, deps, fail)
  const runId = deps.createRunId()
  const output = { runId, status: 'pending' as const, estimatedWaitMs: deps.estimateWaitMs() }
  const hierarchy = extendHierarchy(deps.hierarchy, agentId, runId)
  const described = describeRun(asked, definition, deps)
  const limited = contextSpaceId === undefined ? {} : { contextSpaceId }
  const created = { agentId, agentName: agent.name, revisionId, hierarchy, ...limited, ...described, ...given }
  const record = deps.record({ resource: runId, output })
  const run = { id: runId, queuedAt: deps.now(), created }
  const { outcome } = await store.createRun({ run, onBusy, record, maxOpenRuns: deps.limits.openRuns })
  if (outcome === 'session-busy') fail('SESSION_BUSY')
  if (outcome === 'too-many-open') {
    const detail = `${deps.limits.openRuns} runs of the tenant have not ended; wait for one, or cancel one.`
    fail('RATE_LIMITED', { detail, retryAfterSeconds: 5 })
  }
  return output // not of a run when a call with the same Idempotency-Key was quicker: then its kept reply is the answer
}

type Described = Omit<Created, 'agentId' | 'agentName' | 'revisionId' | 'hierarchy' | 'input'>

function describeRun(asked: Asked, definition: AgentDefinition, deps: CallDeps): Described {
  const { principal, origin } = deps
  return omitAbsent({
    organizationId: principal.organizationId,
    model: definition.model,
    origin: { kind: origin },
    limits: listLimits(definition, asked),
    resultType: definition.resultType,
    userId: principal.userId,
    credentialId: principal.credentialId,
    sessionId: asked.sessionId,
    metadata: asked.metadata,
    traceparent: deps.traceparent(),
  })
}
