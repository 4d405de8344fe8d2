// Creates an agent as a draft. Its id is its slug, which never changes.
import { createAgent } from '../contracts/agent.create.ts'
import { renderAgentSummary } from '../core/agent-row.ts'
import { applySettings, blankDefinition } from '../core/define-stored-agent.ts'
import { createAgentRow } from '../core/new-agent.ts'
import { checkAgentSettings } from './check-agent-settings.ts'
import { setWebhook } from './check-webhook.ts'
import { implement } from './operation.ts'

export const create = implement(createAgent, {
  async run({ slug, organizationId: _own, ...settings }, deps, fail) {
    const { store, principal } = deps
    await checkAgentSettings(settings, blankDefinition, deps, fail)
    const { name, description = null, tags = [] } = settings
    const definition = applySettings(blankDefinition, settings)
    const { organizationId } = principal
    const agent = createAgentRow(
      { organizationId, slug, name, description, status: 'draft', tags, definition },
      deps.now(),
    )
    const { id, status } = agent
    const output = { id, name, slug, status }
    const record = deps.record({ resource: id, output, payload: renderAgentSummary(agent) })
    const { outcome } = await store.createAgent({ agent, ...setWebhook(settings, deps, fail), record })
    if (outcome === 'slug-taken') fail('SLUG_EXISTS', { detail: `An agent has the slug "${slug}"; choose another.` })
    return output
  },
})
