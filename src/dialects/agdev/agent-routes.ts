// Agents of the run API.
import { z } from 'zod'
import { createAgent } from '../../contracts/agent.create.ts'
import { getAgent } from '../../contracts/agent.get.ts'
import { listAgents } from '../../contracts/agent.list.ts'
import { publishAgent } from '../../contracts/agent.publish.ts'
import { updateAgent } from '../../contracts/agent.update.ts'
import { Id } from '../../contracts/scalars.ts'
import type { AgentRow } from '../../core/agent-row.ts'
import type { DialectAnswer, DialectRequest } from '../../operations/dialect-route.ts'
import type { Answer } from '../../operations/operation.ts'
import { AgentInput, AgentPatch } from './agent-input.ts'
import { type ApiRoute, defineRead, defineRoute, nothing, requireAgent, show } from './api-route.ts'
import { implementChange } from './change-agent.ts'
import { implementCreate, type SavedAgent } from './create-agent.ts'
import type { Installation } from './installation.ts'
import { renderList, WholeQuery } from './paging.ts'
import { renderAgent, renderAgentSummary } from './render-agent.ts'

const AGENTS = '/v0.1/agents'
const AGENT = `${AGENTS}/:agentId`
const PAGE = 500
const keyed = { origin: 'agdev', isKeyed: true } as const

export function createAgentRoutes(installation: Installation): readonly ApiRoute[] {
  return [
    defineRoute({ method: 'GET', path: AGENTS, contract: listAgents }, WholeQuery, async (request, page) => {
      const shown = (await listAll(request)).filter(({ status }) => status !== 'archived')
      return renderList(shown.slice(page.offset, page.offset + page.limit).map(renderAgentSummary), shown.length)
    }),
    defineRoute({ method: 'POST', path: AGENTS, contract: createAgent }, nothing, async (request) => {
      const parsed = request.parse(AgentInput)
      if (!parsed.ok) return parsed
      const operation = implementCreate(installation, Boolean(parsed.input.webhookUrl))
      return renderSaved(await request.call(operation, parsed.input, keyed), 201, request)
    }),
    defineRead({ path: AGENT, contract: getAgent }, nothing, async (agent) => show(renderAgent(agent))),
    defineRoute({ method: 'PATCH', path: AGENT, contract: updateAgent }, nothing, async (request) => {
      const parsed = request.parse(AgentPatch)
      if (!parsed.ok) return parsed
      const { webhookUrl, rotateWebhookSecret = false } = parsed.input
      const operation = implementChange(installation, Boolean(webhookUrl) || rotateWebhookSecret)
      const input = { agentId: request.params['agentId'], patch: parsed.input }
      return renderSaved(await request.call(operation, input, keyed), 200, request)
    }),
    defineRoute({ method: 'DELETE', path: AGENT, contract: updateAgent }, nothing, archive),
    defineRoute({ method: 'POST', path: `${AGENT}/publish`, contract: publishAgent }, nothing, publish),
  ]
}

async function renderSaved(saved: Answer, status: number, request: DialectRequest): Promise<DialectAnswer> {
  if (!saved.ok) return saved
  const { agentId, webhookSecret } = saved.output as SavedAgent
  const agent = await request.store.getAgent({ organizationId: request.principal.organizationId, agentId })
  return agent ? show(renderAgent(agent, webhookSecret), status) : request.refuse('AGENT_NOT_FOUND')
}

async function listAll({ store, principal: { organizationId } }: DialectRequest): Promise<AgentRow[]> {
  const agents: AgentRow[] = []
  const filter = { organizationId, status: null, modelProvider: null, search: null, limit: PAGE }
  for (;;) {
    const { items, total } = await store.listAgents({ ...filter, offset: agents.length })
    agents.push(...items)
    if (items.length === 0 || agents.length >= total) return agents
  }
}

async function archive(request: DialectRequest): Promise<DialectAnswer> {
  const found = await requireAgent(request)
  if (!found.ok) return found
  const archived = await request.call('agent.update', { agentId: found.agent.id, status: 'archived' }, keyed)
  return archived.ok ? show(null, 204) : archived
}

async function publish(request: DialectRequest): Promise<DialectAnswer> {
  const parsed = request.parse(z.strictObject({ revisionId: Id.optional() }))
  if (!parsed.ok) return parsed
  const found = await requireAgent(request)
  if (!found.ok) return found
  const agentId = found.agent.id
  const published = await request.call('agent.publish', { agentId, ...parsed.input }, keyed)
  return renderSaved(published.ok ? { ...published, output: { agentId } } : published, 200, request)
}
