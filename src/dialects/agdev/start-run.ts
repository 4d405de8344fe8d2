// Starts a run of the run API: agent.run.execute with the input object itself as the body.
import { z } from 'zod'
import type { AgentDefinition } from '../../contracts/agent-definition.ts'
import { executeAgent } from '../../contracts/agent.run.execute.ts'
import { RunInput } from '../../contracts/run.ts'
import { Id, JsonObject } from '../../contracts/scalars.ts'
import { renderGoal } from '../../core/render-prompts.ts'
import { validateJson } from '../../core/validate-json.ts'
import { type CallDeps, type Fail, implement } from '../../operations/operation.ts'
import { startRun as start } from '../../operations/start-run.ts'
import { messageSchema } from './render-agent.ts'

const input = z.strictObject({ agentId: Id, revisionId: Id.optional(), body: JsonObject })

export const startRun = implement(
  { ...executeAgent, io: { ...executeAgent.io, input } },
  {
    async run({ agentId, revisionId, body }, deps, fail) {
      await requireAgent(agentId, deps, fail)
      const readInput = (definition: AgentDefinition) => readBody(body, definition, fail)
      return start({ agentId, onBusy: 'queue', ...(revisionId && { revisionId }), readInput }, deps, fail)
    },
  },
)

/** What is archived is not there. */
async function requireAgent(agentId: string, { store, principal }: CallDeps, fail: Fail<'AGENT_NOT_FOUND'>) {
  const agent = await store.getAgent({ organizationId: principal.organizationId, agentId })
  if (!agent || agent.status === 'archived') fail('AGENT_NOT_FOUND')
}

/** The message is the goal over the body; of an agent without a schema, the body is the native input. */
function readBody(body: JsonObject, definition: AgentDefinition, fail: Fail<never>) {
  const [issue, ...more] = validateJson(definition.inputSchema ?? messageSchema, body)
  if (issue) {
    const detail = `${issue.pointer || 'the input'}: ${issue.message}`
    return fail('INPUT_INVALID', { detail, issues: [issue, ...more] })
  }
  if (!definition.inputSchema) return { input: RunInput.parse(body) }
  const goal = renderGoal(definition, body)
  const fault = goal.ok
    ? goal.text.trim() === ''
      ? 'the goal of the agent says nothing with this input'
      : null
    : goal.message
  if (fault !== null)
    return fail('INPUT_INVALID', { detail: fault, issues: [{ pointer: '', code: 'custom', message: fault }] })
  return { input: { message: goal.ok ? goal.text : '', context: body }, isRendered: true as const }
}
