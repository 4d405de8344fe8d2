// Creates an agent as a draft. Its id is its slug, which never changes.
import { createAgent } from '../contracts/agent.create.ts'
import { type AgentRow, renderAgentSummary } from '../core/agent-row.ts'
import { applySettings, blankDefinition } from '../core/define-stored-agent.ts'
import { renderRevisionId } from '../core/revise-agent.ts'
import { checkAgentSettings } from './check-agent-settings.ts'
import { setWebhook } from './check-webhook.ts'
import { implement } from './operation.ts'

export const create = implement(createAgent, {
  async run({ slug, organizationId: _own, ...settings }, deps, fail) {
    const { store, principal } = deps
    await checkAgentSettings(settings, blankDefinition, deps, fail)
    const at = deps.now()
    const agent: AgentRow = {
      id: slug,
      organizationId: principal.organizationId,
      name: settings.name,
      slug,
      description: settings.description ?? null,
      status: 'draft',
      tags: settings.tags ?? [],
      origin: 'api',
      revisionNumber: 1,
      latestRevisionId: renderRevisionId(slug, 1),
      publishedRevisionId: null,
      lastPublishedAt: null,
      createdAt: at,
      updatedAt: at,
      webhookUrl: null,
      definition: applySettings(blankDefinition, settings),
    }
    const { id, name, status } = agent
    const output = { id, name, slug, status }
    const record = deps.record({ resource: id, output, payload: renderAgentSummary(agent) })
    const { outcome } = await store.createAgent({ agent, ...setWebhook(settings, deps, fail), record })
    if (outcome === 'slug-taken') fail('SLUG_EXISTS', { detail: `An agent has the slug "${slug}"; choose another.` })
    return output
  },
})
