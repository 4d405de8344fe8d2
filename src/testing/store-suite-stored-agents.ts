// Store suite: agents made through the API, and their revisions.
import { describe, expect, it } from 'vitest'
import type { AgentRow } from '../core/agent-row.ts'
import { reviseAgent } from '../core/revise-agent.ts'
import type { Store } from '../store/store.ts'
import { createDefinition, moment } from './log-of.ts'
import { draft, type OpenStore, organizationId, page, record } from './store-fixture.ts'

function agentRow(id: string, change: Partial<AgentRow> = {}): AgentRow {
  return {
    id,
    organizationId,
    name: id,
    slug: id,
    description: null,
    status: 'draft',
    tags: [],
    origin: 'api',
    revisionNumber: 1,
    latestRevisionId: `${id}-r1`,
    publishedRevisionId: null,
    lastPublishedAt: null,
    createdAt: moment(0),
    updatedAt: moment(0),
    webhookUrl: null,
    definition: createDefinition({ assignments: [] }),
    ...change,
  }
}

function emitting(resource: string, key: string | null = null) {
  const { organizationId: tenant, at } = record(resource).audit
  return {
    ...record(resource, key),
    emission: { organizationId: tenant, key: 'agent.x', resource, at, payload: { n: 1 } },
  }
}

const create = (store: Store, agent: AgentRow, key: string | null = null) =>
  store.createAgent({ agent, record: emitting(agent.id, key) })

const change = (
  store: Store,
  agentId: string,
  change: (agent: AgentRow) => AgentRow | 'no',
  key: string | null = null,
) => store.changeAgent<'no'>({ organizationId, agentId, change, createRecord: () => emitting(agentId, key) })

const revise = (instructions: string) => (agent: AgentRow) =>
  reviseAgent(agent, { definition: createDefinition({ instructions, assignments: [] }) }, moment(1000))

export function describeStoredAgents(open: OpenStore): void {
  describe('an agent that is created', () => {
    it('is there as given, with its first revision, its emission, its audit row and the reply', async () => {
      const { store } = await open()
      expect(await create(store, agentRow('a'), 'k')).toEqual({ outcome: 'created' })
      expect(await store.getAgent({ organizationId, agentId: 'a' })).toEqual(agentRow('a'))
      const { items } = await store.listRevisions({ organizationId, agentId: 'a', ...page })
      expect(items).toEqual([
        { id: 'a-r1', agentId: 'a', number: 1, createdAt: moment(0), createdById: 'root', isPublished: false },
      ])
      const { items: emissions } = await store.listEmissions({ organizationId, resource: 'a', ...page })
      expect(emissions).toMatchObject([{ key: 'agent.x', resource: 'a', payload: { n: 1 } }])
      expect((await store.listAudit({ organizationId, resource: 'a', ...page })).total).toBe(1)
      expect(await store.getReply({ organizationId, key: 'k', at: moment(0) })).not.toBeNull()
    })

    it('is refused when its slug is taken in the tenant, or its key has a reply, and leaves nothing', async () => {
      const { store } = await open()
      await store.saveAgents({ organizationId, drafts: [draft('code')], at: moment(0) })
      await create(store, agentRow('a'), 'k')
      expect(await create(store, agentRow('a'))).toEqual({ outcome: 'slug-taken' })
      expect(await create(store, agentRow('code'))).toEqual({ outcome: 'slug-taken' })
      expect(await create(store, agentRow('b'), 'k')).toEqual({ outcome: 'replied' })
      expect(await store.getAgent({ organizationId, agentId: 'b' })).toBeNull()
      expect((await store.listEmissions({ organizationId, resource: null, ...page })).total).toBe(1)
      expect(await create(store, agentRow('a', { organizationId: 'other' }))).toEqual({ outcome: 'created' })
    })
  })

  describe('an agent that is changed', () => {
    it('gets a revision with another definition, and keeps it with another name', async () => {
      const { store } = await open()
      await create(store, agentRow('a'))
      const changed = await change(store, 'a', revise('New.'))
      expect(changed).toMatchObject({ outcome: 'changed', row: { revisionNumber: 2, latestRevisionId: 'a-r2' } })
      await change(store, 'a', (agent) => reviseAgent(agent, { name: 'B' }, moment(2000)))
      const row = await store.getAgent({ organizationId, agentId: 'a' })
      expect(row).toMatchObject({
        name: 'B',
        revisionNumber: 2,
        updatedAt: moment(2000),
        definition: { instructions: 'New.' },
      })
      const get = (revisionId: string) => store.getRevision({ organizationId, agentId: 'a', revisionId })
      expect((await get('a-r1'))?.instructions).toBe('Answer.')
      expect((await get('a-r2'))?.instructions).toBe('New.')
      expect((await store.listEmissions({ organizationId, resource: 'a', ...page })).total).toBe(3)
    })

    it('at the same time by many loses none of the changes', async () => {
      const { store } = await open()
      await create(store, agentRow('a'))
      const add = (n: number) => change(store, 'a', (agent) => ({ ...agent, tags: [...agent.tags, `t${n}`] }))
      await Promise.all([1, 2, 3].map(add))
      expect(await store.getAgent({ organizationId, agentId: 'a' })).toMatchObject({ tags: ['t1', 't2', 't3'] })
    })

    it('is left as it is when the change is refused, the agent is missing, or the key has a reply', async () => {
      const { store } = await open()
      await create(store, agentRow('a'), 'k')
      expect(await change(store, 'a', () => 'no')).toEqual({ outcome: 'refused', reason: 'no' })
      expect(await change(store, 'b', revise('New.'))).toEqual({ outcome: 'missing' })
      expect(await change(store, 'a', revise('New.'), 'k')).toEqual({ outcome: 'replied' })
      expect(await store.getAgent({ organizationId, agentId: 'a' })).toEqual(agentRow('a'))
      expect((await store.listAudit({ organizationId, resource: null, ...page })).total).toBe(1)
    })

    it('shows its revisions newest first, a page at a time, and which one is published', async () => {
      const { store } = await open()
      await create(store, agentRow('a'))
      for (const text of ['Two.', 'Three.']) await change(store, 'a', revise(text))
      await change(store, 'a', (agent) => ({ ...agent, publishedRevisionId: 'a-r2', lastPublishedAt: moment(1) }))
      const list = async (limit: number, offset: number) => {
        const { items, total } = await store.listRevisions({ organizationId, agentId: 'a', limit, offset })
        return [total, ...items.map(({ number, isPublished }) => [number, isPublished])]
      }
      expect(await list(2, 0)).toEqual([3, [3, false], [2, true]])
      expect(await list(2, 2)).toEqual([3, [1, false]])
      expect((await store.listRevisions({ organizationId: 'other', agentId: 'a', ...page })).total).toBe(0)
    })
  })

  describe('agents of code beside it', () => {
    it('come and go without touching it, and cannot take its id', async () => {
      const { store } = await open()
      await create(store, agentRow('a', { status: 'active' }))
      const save = (id: string) => store.saveAgents({ organizationId, drafts: [draft('b'), draft(id)], at: moment(0) })
      expect(await save('a')).toEqual({ outcome: 'id-taken', agentId: 'a' })
      expect(await store.getAgent({ organizationId, agentId: 'b' })).toBeNull()
      await save('c')
      await store.archiveOtherAgents({ organizationId, keepIds: ['c'], at: moment(1000) })
      const status = async (agentId: string) => (await store.getAgent({ organizationId, agentId }))?.status
      expect([await status('a'), await status('b'), await status('c')]).toEqual(['active', 'archived', 'active'])
    })

    it('keep the status they were given when their code is saved again', async () => {
      const { store } = await open()
      await store.saveAgents({ organizationId, drafts: [draft('c')], at: moment(0) })
      await change(store, 'c', (agent) => ({ ...agent, status: 'paused' }))
      await store.saveAgents({ organizationId, drafts: [draft('c', { name: 'C' })], at: moment(0) })
      expect(await store.getAgent({ organizationId, agentId: 'c' })).toMatchObject({ status: 'paused', name: 'C' })
    })
  })
}
