// Store suite: agents and their immutable revisions.
import { describe, expect, it } from 'vitest'
import type { AgentDraft, Store } from '../store/store.ts'
import { createDefinition, moment } from './log-of.ts'
import { draft, everyAgent, type OpenStore, organizationId } from './store-fixture.ts'

const get = (store: Store, agentId: string) => store.getAgent({ organizationId, agentId })
const save = (store: Store, drafts: AgentDraft[], ms = 0) =>
  store.saveAgents({ organizationId, drafts, at: moment(ms) })
const definition = (instructions: string) => createDefinition({ instructions })

export function describeAgents(open: OpenStore): void {
  describe('saving an agent', () => {
    it('makes its first revision and the agent active', async () => {
      const { store } = await open()
      await save(store, [draft('a', { description: 'Helps', tags: ['x'] })])
      const row = await get(store, 'a')
      expect(row).toMatchObject({ id: 'a', status: 'active', description: 'Helps', tags: ['x'], revisionNumber: 1 })
      const revisionId = row?.latestRevisionId ?? ''
      expect(await store.getRevision({ organizationId, agentId: 'a', revisionId })).toEqual(createDefinition())
      expect(await get(store, 'b')).toBeNull()
      expect(await store.getAgent({ organizationId: 'other', agentId: 'a' })).toBeNull()
    })

    it('makes it known by its id and its slug, in any letter case, to its tenant alone', async () => {
      const { store } = await open()
      await save(store, [draft('a', { slug: 'first' }), draft('first', { slug: 'other' })])
      const find = (name: string, tenant = organizationId) => store.getAgentId({ organizationId: tenant, name })
      const found = await Promise.all(['a', 'A', 'first', 'FIRST', 'Other'].map((name) => find(name)))
      expect(found).toEqual(['a', 'a', 'first', 'first', 'first'])
      expect(await find('b')).toBeNull()
      expect(await find('a', 'other')).toBeNull()
    })

    it('again without a change changes nothing', async () => {
      const { store } = await open()
      await save(store, [draft('a')])
      const before = await get(store, 'a')
      await save(store, [draft('a')], 5000)
      expect(await get(store, 'a')).toEqual(before)
    })

    it('under another name keeps the revision', async () => {
      const { store } = await open()
      await save(store, [draft('a')])
      await save(store, [draft('a', { name: 'Other' })], 5000)
      const row = await get(store, 'a')
      expect(row).toMatchObject({ name: 'Other', revisionNumber: 1, createdAt: moment(0), updatedAt: moment(5000) })
    })

    it('with another definition makes a new revision and keeps the old one', async () => {
      const { store } = await open()
      await save(store, [draft('a', { definition: definition('One.') })])
      const first = (await get(store, 'a'))?.latestRevisionId ?? ''
      await save(store, [draft('a', { definition: definition('Two.') })], 1000)
      const row = await get(store, 'a')
      expect(row).toMatchObject({ revisionNumber: 2, definition: { instructions: 'Two.' } })
      expect(row?.latestRevisionId).not.toBe(first)
      const old = await store.getRevision({ organizationId, agentId: 'a', revisionId: first })
      expect(old?.instructions).toBe('One.')
    })

    it('back to an older definition makes a new revision too', async () => {
      const { store } = await open()
      for (const text of ['One.', 'Two.', 'One.']) await save(store, [draft('a', { definition: definition(text) })])
      expect(await get(store, 'a')).toMatchObject({ revisionNumber: 3, definition: { instructions: 'One.' } })
    })

    it('saves all of several or none', async () => {
      const { store } = await open()
      await save(store, [draft('a')])
      await expect(save(store, [draft('b'), draft('c', { slug: 'a' })])).rejects.toThrow()
      expect(await get(store, 'b')).toBeNull()
    })

    it('keeps a revision out of reach of other agents and tenants', async () => {
      const { store } = await open()
      await save(store, [draft('a'), draft('b')])
      const revisionId = (await get(store, 'a'))?.latestRevisionId ?? ''
      expect(await store.getRevision({ organizationId, agentId: 'b', revisionId })).toBeNull()
      expect(await store.getRevision({ organizationId: 'other', agentId: 'a', revisionId })).toBeNull()
    })
  })

  describe('archiving', () => {
    it('takes every agent but those to keep and the ad hoc ones; saving brings one back', async () => {
      const { store } = await open()
      await save(store, [draft('a'), draft('b'), draft('c', { origin: 'adhoc' })])
      await store.archiveOtherAgents({ organizationId, keepIds: ['a'], at: moment(1000) })
      const statuses = async () => Promise.all(['a', 'b', 'c'].map(async (id) => (await get(store, id))?.status))
      expect(await statuses()).toEqual(['active', 'archived', 'active'])
      await save(store, [draft('b')])
      expect(await statuses()).toEqual(['active', 'active', 'active'])
      expect(await get(store, 'b')).toMatchObject({ revisionNumber: 1 })
    })

    it('stays within the tenant', async () => {
      const { store } = await open()
      await save(store, [draft('a')])
      await store.archiveOtherAgents({ organizationId: 'other', keepIds: [], at: moment(0) })
      expect(await get(store, 'a')).toMatchObject({ status: 'active' })
    })
  })

  describe('listing agents', () => {
    async function openFilled() {
      const { store } = await open()
      const model = (name: string) => createDefinition({ model: name })
      await save(store, [draft('one', { name: 'Ärztin', definition: model('openai/gpt-5') })], 0)
      await save(store, [draft('two', { name: '100%', definition: model('sim/assistant') })], 1000)
      await save(store, [draft('three', { description: 'A_b \\ c', definition: model('anthropic/x') })], 2000)
      await save(store, [draft('hidden', { origin: 'adhoc' })], 3000)
      await store.archiveOtherAgents({ organizationId, keepIds: ['one', 'three'], at: moment(4000) })
      return async (filter: object) => {
        const { items, total } = await store.listAgents({ ...everyAgent, ...filter })
        expect(items.length).toBeLessThanOrEqual(total)
        return items.map((row) => row.id)
      }
    }

    it.each([
      [{}, ['three', 'two', 'one']],
      [{ status: 'active' }, ['three', 'one']],
      [{ status: 'archived' }, ['two']],
      [{ modelProvider: 'openai' }, ['one']],
      [{ modelProvider: 'custom' }, ['two']],
      [{ modelProvider: 'google' }, []],
      [{ search: 'ärzt' }, ['one']],
      [{ search: 'TWO' }, ['two']],
      [{ search: '0%' }, ['two']],
      [{ search: '%' }, ['two']],
      [{ search: 'a_B' }, ['three']],
      [{ search: '\\' }, ['three']],
      [{ search: 'nothing' }, []],
      [{ limit: 1, offset: 1 }, ['two']],
      [{ organizationId: 'other' }, []],
    ])('by %j gives the newest first, without ad hoc agents', async (filter, expected) => {
      const list = await openFilled()
      expect(await list(filter)).toEqual(expected)
    })
  })
}
