// Agents of the run API and their revisions.
import { z } from 'zod'
import { createAgent } from '../../contracts/agent.create.ts'
import { diffRevisions } from '../../contracts/agent.diffRevisions.ts'
import { getAgent } from '../../contracts/agent.get.ts'
import { listAgents } from '../../contracts/agent.list.ts'
import { listRevisions } from '../../contracts/agent.listRevisions.ts'
import { publishAgent } from '../../contracts/agent.publish.ts'
import { updateAgent } from '../../contracts/agent.update.ts'
import { Id } from '../../contracts/scalars.ts'
import type { AgentRow, RevisionRow } from '../../core/agent-row.ts'
import { diffSettings } from '../../core/revise-agent.ts'
import type { DialectAnswer, DialectRequest } from '../../operations/dialect-route.ts'
import type { Answer } from '../../operations/operation.ts'
import { AgentInput, AgentPatch } from './agent-input.ts'
import { createChangeAgent } from './change-agent.ts'
import { createCreateAgent, type SavedAgent } from './create-agent.ts'
import type { Installation } from './installation.ts'
import { createPageQuery, renderList, WholeQuery } from './paging.ts'
import { renderAgent, renderAgentSummary, renderConfig } from './render-agent.ts'
import { requireAgent } from './require-agent.ts'
import type { ApiRoute } from './api-route.ts'

const AGENTS = '/v0.1/agents'
const AGENT = `${AGENTS}/:agentId`
const REVISIONS = `${AGENT}/revisions`
const PAGE = 500
const nothing = z.strictObject({})

export function createAgentRoutes(installation: Installation): readonly ApiRoute[] {
  return [
    { method: 'GET', path: AGENTS, contract: listAgents, answer: readAgents },
    {
      method: 'POST',
      path: AGENTS,
      contract: createAgent,
      async answer(request) {
        const parsed = request.parse(AgentInput)
        if (!parsed.ok) return parsed
        const operation = createCreateAgent(installation, Boolean(parsed.input.webhookUrl))
        return renderSaved(await request.call(operation, parsed.input, keyed), 201, request)
      },
    },
    { method: 'GET', path: AGENT, contract: getAgent, answer: readAgent },
    {
      method: 'PATCH',
      path: AGENT,
      contract: updateAgent,
      async answer(request) {
        const parsed = request.parse(AgentPatch)
        if (!parsed.ok) return parsed
        const { webhookUrl, rotateWebhookSecret = false } = parsed.input
        const operation = createChangeAgent(installation, Boolean(webhookUrl) || rotateWebhookSecret)
        const input = { agentId: request.params['agentId'], patch: parsed.input }
        return renderSaved(await request.call(operation, input, keyed), 200, request)
      },
    },
    { method: 'DELETE', path: AGENT, contract: updateAgent, answer: archive },
    { method: 'POST', path: `${AGENT}/publish`, contract: publishAgent, answer: publish },
    { method: 'GET', path: REVISIONS, contract: listRevisions, answer: readRevisions },
    { method: 'GET', path: `${REVISIONS}/diff`, contract: diffRevisions, answer: diff },
    { method: 'GET', path: `${REVISIONS}/:revisionId`, contract: diffRevisions, answer: readRevision },
  ]
}

const keyed = { origin: 'agdev', isKeyed: true } as const

async function renderSaved(saved: Answer, status: number, request: DialectRequest): Promise<DialectAnswer> {
  if (!saved.ok) return saved
  const { agentId, webhookSecret } = saved.output as SavedAgent
  const agent = await request.store.getAgent({ organizationId: request.principal.organizationId, agentId })
  return agent ? { ok: true, status, body: renderAgent(agent, webhookSecret) } : request.refuse('AGENT_NOT_FOUND')
}

async function readAgents(request: DialectRequest): Promise<DialectAnswer> {
  const query = request.parseQuery(WholeQuery)
  if (!query.ok) return query
  const { limit, offset } = query.input
  const shown = (await listAll(request)).filter(({ status }) => status !== 'archived')
  return renderList(shown.slice(offset, offset + limit).map(renderAgentSummary), shown.length)
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

async function readAgent(request: DialectRequest): Promise<DialectAnswer> {
  const query = request.parseQuery(nothing)
  if (!query.ok) return query
  const found = await requireAgent(request)
  return found.ok ? { ok: true, status: 200, body: renderAgent(found.agent) } : found
}

async function archive(request: DialectRequest): Promise<DialectAnswer> {
  const found = await requireAgent(request)
  if (!found.ok) return found
  const input = { agentId: found.agent.id, status: 'archived' }
  const archived = await request.call('agent.update', input, keyed)
  return archived.ok ? { ok: true, status: 204, body: null } : archived
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

async function readRevisions(request: DialectRequest): Promise<DialectAnswer> {
  const query = request.parseQuery(createPageQuery(20))
  if (!query.ok) return query
  const found = await requireAgent(request)
  if (!found.ok) return found
  const { store, principal } = request
  const key = { organizationId: principal.organizationId, agentId: found.agent.id }
  const { items, total } = await store.listRevisions({ ...key, ...query.input })
  const shown = items.map(({ id, agentId, createdAt, isPublished }) => ({ id, agentId, createdAt, isPublished }))
  return renderList(shown, total)
}

async function readRevision(request: DialectRequest): Promise<DialectAnswer> {
  const query = request.parseQuery(nothing)
  if (!query.ok) return query
  const found = await requireAgent(request)
  if (!found.ok) return found
  const { params, store, principal } = request
  const revisionId = params['revisionId'] ?? ''
  const key = { organizationId: principal.organizationId, agentId: found.agent.id }
  const definition = await store.getRevision({ ...key, revisionId })
  const row = definition && (await findRevision(revisionId, key, request))
  if (!row) return request.refuse('REVISION_NOT_FOUND')
  const { id, createdAt, isPublished } = row
  return { ok: true, status: 200, body: { id, createdAt, isPublished, config: renderConfig(definition) } }
}

async function findRevision(
  revisionId: string,
  key: { organizationId: string; agentId: string },
  { store }: DialectRequest,
): Promise<RevisionRow | null> {
  for (let offset = 0; ; offset += PAGE) {
    const { items } = await store.listRevisions({ ...key, limit: PAGE, offset })
    const row = items.find(({ id }) => id === revisionId)
    if (row || items.length < PAGE) return row ?? null
  }
}

async function diff(request: DialectRequest): Promise<DialectAnswer> {
  const query = request.parseQuery(z.strictObject({ from: Id, to: Id }))
  if (!query.ok) return query
  const found = await requireAgent(request)
  if (!found.ok) return found
  const { store, principal } = request
  const key = { organizationId: principal.organizationId, agentId: found.agent.id }
  const from = await store.getRevision({ ...key, revisionId: query.input.from })
  const to = await store.getRevision({ ...key, revisionId: query.input.to })
  if (!from || !to) return request.refuse('REVISION_NOT_FOUND')
  const configs = { from: renderConfig(from), to: renderConfig(to) }
  return { ok: true, status: 200, body: { ...configs, diff: diffSettings(configs.from, configs.to) } }
}
