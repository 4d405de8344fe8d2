// Starts a run of the run API: agent.run.execute with the input object itself as the body.
import { z } from 'zod'
import type { AgentDefinition } from '../../contracts/agent-definition.ts'
import { executeAgent } from '../../contracts/agent.run.execute.ts'
import { RunInput } from '../../contracts/run.ts'
import { Id, JsonObject } from '../../contracts/scalars.ts'
import { renderGoal, renderInstructions, renderUserPrompt } from '../../core/render-prompts.ts'
import type { RenderedTemplate } from '../../core/render-template.ts'
import { type JsonIssue, validateJson } from '../../core/validate-json.ts'
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
  const issues = validateJson(definition.inputSchema ?? messageSchema, body)
  if (issues.length > 0) refuse(issues, fail)
  const require = (text: RenderedTemplate): string => (text.ok ? text.text : refuseBody(text.message, fail))
  if (!definition.inputSchema) {
    const input = RunInput.parse(body)
    require(renderUserPrompt(definition, input))
    require(renderInstructions(definition, input))
    return { input }
  }
  const message = require(renderGoal(definition, body))
  if (message.trim() === '') refuseBody('the goal of the agent says nothing', fail)
  const input = { message, context: body }
  require(renderInstructions(definition, input))
  return { input, isRendered: true as const }
}

function refuseBody(message: string, fail: Fail<never>): never {
  return refuse([{ pointer: '', code: 'custom', message: `with this input ${message}` }], fail)
}

function refuse(issues: readonly JsonIssue[], fail: Fail<never>): never {
  const [first] = issues
  return fail('INPUT_INVALID', { detail: `${first?.pointer || 'the input'}: ${first?.message}`, issues })
}
