// Starts a run that takes over another one's log up to an event, in one transaction like any new run.
import { forkRun } from '../contracts/agent.run.fork.ts'
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { RunEventData } from '../contracts/run-event.ts'
import { getEffectiveDefinition } from '../core/effective-definition.ts'
import { type ForkLog, forkLog } from '../core/fork-log.ts'
import { extendHierarchy } from '../core/hierarchy.ts'
import { findTemplateFault } from '../core/render-template.ts'
import { listLimits } from '../core/run-limits.ts'
import { omitAbsent, type RunRow } from '../core/run-row.ts'
import { validateJson } from '../core/validate-json.ts'
import type { InputOf } from '../spec/contract.ts'
import type { Issue } from '../spec/issues.ts'
import { listContextIssues } from './context-issues.ts'
import { type CallDeps, implement } from './operation.ts'
import { readLog } from './read-log.ts'
import { streamRun } from './stream-run.ts'

type Input = InputOf<typeof forkRun>

export const fork = implement(forkRun, {
  async run(input, deps, fail) {
    const { store, principal } = deps
    const { organizationId, userId: by } = principal
    const row = await store.getRun({ organizationId, runId: input.runId })
    if (!row) return fail('RUN_NOT_FOUND')
    if (input.at > row.head) {
      fail('EVENT_NOT_FOUND', { detail: `The log of run ${row.id} ends at ${row.head}; ${input.at} lies beyond it.` })
    }
    const { agentId, revisionId: own } = row.created
    const agent = await store.getAgent({ organizationId, agentId })
    if (agent?.status !== 'active')
      fail('AGENT_NOT_ACTIVE', { detail: `Agent "${agentId}" is ${agent?.status ?? 'gone'}; only active agents run.` })
    const revisionId = input.revisionId ?? own
    const revision = await store.getRevision({ organizationId, agentId, revisionId })
    if (!revision) return fail('REVISION_NOT_FOUND')

    const { toolOutputs = {} } = input
    const hasNewMessage = input.input !== undefined && input.input.message !== row.created.input.message
    const taking = { seq: input.at, hasNewMessage, toolOutputs, by, at: deps.now() }
    const log = forkLog(await readLog(store, row.id), taking)
    const missing = Object.keys(toolOutputs).find((callId) => !log.toolNamesById.has(callId))
    if (missing !== undefined) {
      const known = [...log.toolNamesById].map(([callId, toolName]) => `${callId} (${toolName})`).join(', ') || 'none'
      fail('CALL_NOT_FOUND', { detail: `No call ${missing} is taken over at ${input.at}; there are: ${known}.` })
    }
    const id = deps.createRunId()
    const made = { runId: id, revision, revisionId, copied: log.events.length }
    const created = describeFork(input, row, made, deps)
    const issues = listIssues(input, created, getEffectiveDefinition(revision, created), log)
    if (issues.length > 0) fail('INPUT_INVALID', { detail: `${issues[0]?.pointer}: ${issues[0]?.message}`, issues })
    const output = { runId: id, status: 'pending' as const, estimatedWaitMs: deps.estimateWaitMs() }
    const run = { id, queuedAt: deps.now(), created, copied: log.events }
    await store.createRun({ run, onBusy: 'queue', record: deps.record({ resource: id, output }) })
    return output
  },

  stream: (_input, { runId }, deps, signal) => streamRun({ runId, after: 0, deps, signal }),
})

const replaceable = ['input', 'instructions', 'model', 'revisionId', 'maxIterations', 'timeoutMs'] as const

interface Fork {
  /** Id of the new run. */
  readonly runId: string
  readonly revision: AgentDefinition
  readonly revisionId: string
  readonly copied: number
}

function describeFork(
  input: Input,
  { id, created: original }: RunRow,
  { runId, revision, revisionId, copied }: Fork,
  deps: CallDeps,
): RunEventData<'run.created'> {
  const { principal, origin } = deps
  const { model, resultType } = revision
  const isOwn = revisionId === original.revisionId
  const created = isOwn ? original : { ...original, model, resultType, limits: listLimits(revision) }
  const { at, toolOutputs = {}, instructions = created.instructions, sessionId } = input
  const { timeoutMs = created.limits.timeoutMs, maxIterations = created.limits.maxIterations } = input
  const changed = [
    ...replaceable.filter((name) => input[name] !== undefined),
    ...Object.keys(toolOutputs).map((callId) => `toolOutputs.${callId}`),
  ]
  const { deadlineAt: _deadlineAt, ...limits } = created.limits
  return omitAbsent({
    ...created,
    parentRunId: undefined,
    ancestors: undefined,
    hierarchy: extendHierarchy(deps.hierarchy, created.agentId, runId),
    revisionId,
    model: input.model ?? created.model,
    instructions,
    input: input.input ?? created.input,
    isRendered: input.input ? undefined : created.isRendered,
    origin: { kind: origin },
    limits: { ...limits, timeoutMs, maxIterations },
    userId: principal.userId,
    credentialId: principal.credentialId,
    sessionId,
    forkedFrom: { runId: id, seq: at, copied, changed },
    traceparent: deps.traceparent(),
  })
}

function listIssues(
  { instructions, toolOutputs = {} }: Input,
  created: RunEventData<'run.created'>,
  definition: AgentDefinition,
  { toolNamesById }: ForkLog,
): Issue[] {
  const fault = instructions === undefined ? null : findTemplateFault(instructions)
  const outputs = Object.entries(toolOutputs).flatMap(([callId, output]) => {
    const schema = definition.tools.find(({ name }) => name === toolNamesById.get(callId))?.outputSchema ?? {}
    return validateJson(schema, output).map((issue) => ({
      ...issue,
      pointer: `/toolOutputs/${callId}${issue.pointer}`,
    }))
  })
  return [
    ...(fault === null
      ? listContextIssues(definition, created.input)
      : [{ pointer: '/instructions', code: 'custom', message: fault }]),
    ...outputs,
  ]
}
