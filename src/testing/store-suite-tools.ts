// Store suite: tools made through the API.
import { describe, expect, it } from 'vitest'
import type { ToolRow } from '../core/tool-row.ts'
import type { Store } from '../store/store.ts'
import { moment } from './log-of.ts'
import { type OpenStore, organizationId, page, record } from './store-fixture.ts'

function toolRow(id: string, change: Partial<ToolRow> = {}): ToolRow {
  return {
    id,
    organizationId,
    name: id,
    slug: id,
    description: '',
    category: 'custom',
    status: 'draft',
    createdAt: moment(0),
    updatedAt: moment(0),
    definition: {
      parametersSchema: { type: 'object' },
      implementationType: 'function',
      implementationConfig: { name: 'x' },
      timeoutMs: 1000,
      effect: 'once',
      tags: [],
    },
    ...change,
  }
}

const create = (store: Store, tool: ToolRow, key: string | null = null) =>
  store.createTool({ tool, record: record(tool.id, key) })
const get = (store: Store, ...toolIds: string[]) => store.getTools({ organizationId, toolIds })

export function describeTools(open: OpenStore): void {
  describe('a stored tool', () => {
    it('is there as given, once a slug, within its tenant', async () => {
      const { store } = await open()
      expect(await create(store, toolRow('a'), 'k')).toEqual({ outcome: 'created' })
      expect(await create(store, toolRow('a'))).toEqual({ outcome: 'slug-taken' })
      expect(await create(store, toolRow('b'), 'k')).toEqual({ outcome: 'replied' })
      expect(await create(store, toolRow('a', { organizationId: 'other' }))).toEqual({ outcome: 'created' })
      await create(store, toolRow('c'))
      expect(await get(store, 'c', 'b', 'a')).toEqual([toolRow('c'), toolRow('a')])
      expect((await store.listAudit({ organizationId, resource: null, ...page })).total).toBe(3)
    })

    it('is changed by many without losing a change, and not by a key that has a reply', async () => {
      const { store } = await open()
      await create(store, toolRow('a'), 'k')
      const change = (text: string, key: string | null = null, toolId = 'a') =>
        store.changeTool({
          organizationId,
          toolId,
          change: (tool) => ({ ...tool, description: tool.description + text }),
          createRecord: () => record('a', key),
        })
      await Promise.all(['x', 'y', 'z'].map((text) => change(text)))
      expect((await get(store, 'a'))[0]?.description).toBe('xyz')
      expect(await change('!', 'k')).toEqual({ outcome: 'replied' })
      expect(await change('!', null, 'b')).toEqual({ outcome: 'missing' })
      expect(await change('!')).toMatchObject({ outcome: 'changed', row: { description: 'xyz!' } })
    })

    it.each([
      [{}, ['c', 'b', 'a']],
      [{ category: 'utility' }, ['b']],
      [{ status: 'active' }, ['a']],
      [{ search: 'ÄB' }, ['c']],
      [{ search: '_' }, []],
      [{ limit: 1, offset: 1 }, ['b']],
      [{ organizationId: 'other' }, []],
    ] as const)('is listed by %j, newest first', async (filter, ids) => {
      const { store } = await open()
      await create(store, toolRow('a', { status: 'active' }))
      await create(store, toolRow('b', { category: 'utility', createdAt: moment(1) }))
      await create(store, toolRow('c', { description: 'Xäb', createdAt: moment(1) }))
      const everything = { organizationId, category: null, status: null, search: null, ...page }
      const { items } = await store.listTools({ ...everything, ...filter })
      expect(items.map(({ id }) => id)).toEqual(ids)
    })
  })
}
