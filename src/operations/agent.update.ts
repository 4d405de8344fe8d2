// Changes an agent. Of an agent defined in code only the status and the webhook can be changed here: the rest is the code's to say.
import { updateAgent } from '../contracts/agent.update.ts'
import { type AgentRow, renderAgentSummary } from '../core/agent-row.ts'
import { applySettings } from '../core/define-stored-agent.ts'
import { omitAbsent } from '../core/run-row.ts'
import { reviseAgent } from '../core/revise-agent.ts'
import { checkAgentSettings } from './check-agent-settings.ts'
import { setWebhook } from './check-webhook.ts'
import { implement } from './operation.ts'
import { refuseCode } from './refuse-code.ts'

export const update = implement(updateAgent, {
  async run({ agentId, status, ...settings }, deps, fail) {
    const { store, principal } = deps
    const { organizationId } = principal
    const known = await store.getAgent({ organizationId, agentId })
    if (!known) return fail('AGENT_NOT_FOUND')
    const [setting] = Object.keys(settings).filter((name) => name !== 'webhookUrl')
    if (known.origin !== 'api' && setting !== undefined) return refuseCode(known, setting, fail)
    await checkAgentSettings(settings, known.definition, deps, fail)

    const at = deps.now()
    const { name, description, tags } = settings
    const facts = omitAbsent({ name, description, tags, status })
    const change = (agent: AgentRow) => {
      const definition = agent.origin === 'api' ? applySettings(agent.definition, settings) : agent.definition
      return reviseAgent(agent, { ...facts, definition }, at)
    }
    const webhook = setWebhook(settings, deps, fail)
    const createRecord = (agent: AgentRow) =>
      deps.record({ resource: agentId, output: renderOutput(agent), payload: renderAgentSummary(agent) })
    const result = await store.changeAgent({ organizationId, agentId, change, ...webhook, createRecord })
    return renderOutput(result.outcome === 'changed' ? result.row : known)
  },
})

function renderOutput({ id, name, status, updatedAt }: AgentRow) {
  return { id, name, status, updatedAt }
}
