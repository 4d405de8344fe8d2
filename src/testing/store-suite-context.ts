// Store suite: context spaces, what was read of them, and the search over it.
import { describe, expect, it } from 'vitest'
import { chunkText } from '../core/chunk-text.ts'
import { rankDocuments } from '../core/rank-chunks.ts'
import { listTerms } from '../core/search-terms.ts'
import type { NewContextSpace, ReadFile } from '../store/context-verbs.ts'
import type { Store } from '../store/store.ts'
import { moment } from './log-of.ts'
import { type OpenStore, organizationId, page, record } from './store-fixture.ts'

function newSpace(id: string, change: Partial<NewContextSpace> = {}): NewContextSpace {
  const sources = [{ id: `${id}-s1`, name: 'Docs', kind: 'local_file_system' as const }]
  return { id, organizationId, name: id, description: null, origin: 'api', sources, skillSources: [], ...change }
}

function file(path: string, text: string, change: Partial<ReadFile> = {}): ReadFile {
  const state = { path, sizeBytes: text.length, modifiedMs: 1000, hash: `hash of ${text}` }
  const content = { contentType: 'text/plain', heading: '', chunks: chunkText(text), isSearched: true }
  return { ...state, ...content, skill: null, problem: null, ...change }
}

const create = (store: Store, space: NewContextSpace, key: string | null = null) =>
  store.createContextSpace({ space, at: moment(0), record: record(space.id, key) })

const save = (store: Store, id: string, files: readonly ReadFile[], removed: readonly string[] = []) =>
  store.saveFiles({ organizationId, contextSpaceId: id, sourceId: `${id}-s1`, files, removed })

async function find(store: Store, query: string, ids: readonly string[] = ['space'], tenant = organizationId) {
  const terms = [...new Set(listTerms(query))]
  const found = await store.findChunks({ organizationId: tenant, contextSpaceIds: ids, terms })
  return rankDocuments(query, found.candidates, found).map(({ candidate }) => candidate.relativePath)
}

export function describeContextSpaces(open: OpenStore): void {
  describe('context spaces', () => {
    it('have a name of their own in the tenant, in whatever letter case', async () => {
      const { store } = await open()
      expect(await create(store, newSpace('a', { name: 'Straße' }), 'key')).toEqual({ outcome: 'created' })
      expect(await create(store, newSpace('b', { name: 'STRASSE' }))).toEqual({ outcome: 'created' })
      expect(await create(store, newSpace('c', { name: 'sTRAssE' }))).toEqual({ outcome: 'name-taken' })
      expect(await create(store, newSpace('c', { name: 'x' }), 'key')).toEqual({ outcome: 'replied' })
      expect(await create(store, newSpace('a', { organizationId: 'other' }))).toEqual({ outcome: 'created' })
      expect((await store.listContextSpaces({ organizationId, search: 'STRASSE', ...page })).items).toMatchObject([
        { id: 'b' },
      ])
      expect(await store.getContextSpace({ organizationId, contextSpaceId: 'c' })).toBeNull()
    })

    it('of code are what code says; one made through the API keeps its id and its name', async () => {
      const { store } = await open()
      const ofCode = newSpace('code', { origin: 'code' })
      expect(await store.saveContextSpaces({ spaces: [ofCode], at: moment(1) })).toEqual({ outcome: 'saved' })
      await save(store, 'code', [file('a.txt', 'tea')])
      const changed = { ...ofCode, description: 'New' }
      await store.saveContextSpaces({ spaces: [changed], at: moment(2) })
      await store.saveContextSpaces({ spaces: [changed], at: moment(3) })
      const row = await store.getContextSpace({ organizationId, contextSpaceId: 'code' })
      expect(row).toMatchObject({ ...changed, createdAt: moment(1), updatedAt: moment(2), documentCount: 1 })
      await create(store, newSpace('api'))
      for (const taken of [newSpace('api', { origin: 'code' }), newSpace('x', { origin: 'code', name: 'API' })]) {
        const result = await store.saveContextSpaces({
          spaces: [newSpace('y', { origin: 'code' }), taken],
          at: moment(4),
        })
        expect(result).toEqual({ outcome: 'taken', contextSpaceId: taken.id })
      }
      expect(await store.getContextSpace({ organizationId, contextSpaceId: 'y' })).toBeNull()
    })

    it('find what was written of their files last, and nothing of other spaces and tenants', async () => {
      const { store } = await open()
      await create(store, newSpace('space'))
      await create(store, newSpace('second'))
      await save(store, 'space', [file('a.txt', 'green tea'), file('b.txt', 'black coffee'), file('c.txt', 'tea tea')])
      await save(store, 'second', [file('d.txt', 'white tea')])
      expect(await find(store, 'TEA')).toEqual(['c.txt', 'a.txt'])
      expect((await find(store, 'tea', ['space', 'second'])).sort()).toEqual(['a.txt', 'c.txt', 'd.txt'])
      expect(await find(store, 'tea', ['space'], 'other')).toEqual([])
      await save(store, 'space', [file('a.txt', 'green leaves')], ['c.txt', 'nowhere.txt'])
      expect(await find(store, 'tea coffee leaves')).toEqual(['a.txt', 'b.txt'])
      expect(await find(store, '')).toEqual([])
      const { chunkCount, documentCount } = await store.findChunks({
        organizationId,
        contextSpaceIds: ['space'],
        terms: [],
      })
      expect({ chunkCount, documentCount }).toEqual({ chunkCount: 2, documentCount: 2 })
    })

    it('take the pieces of a large file part by part, and count them', async () => {
      const { store } = await open()
      await create(store, newSpace('space'))
      const key = { organizationId, contextSpaceId: 'space', sourceId: 'space-s1' }
      const text = 'A long way round the harbour. '.repeat(100)
      const chunks = chunkText(`${text}The lighthouse.`)
      const state = { path: 'a.txt', sizeBytes: 3, modifiedMs: 2, hash: 'whole' }
      await save(store, 'space', [file('a.txt', '', { chunks: chunks.slice(0, 1), modifiedMs: -1 })])
      expect(await find(store, 'lighthouse')).toEqual([])
      await store.addChunks({ ...key, state, chunks: chunks.slice(1) })
      await store.addChunks({ ...key, state: { ...state, path: 'nowhere.txt' }, chunks })
      expect(await find(store, 'lighthouse')).toEqual(['a.txt'])
      expect(await store.listFileStates({ ...key, after: null, limit: 10 })).toEqual([state])
      const read = await store.getDocument({ ...key, path: 'a.txt', maxCharacters: 100_000 })
      expect(read?.content).toBe(`${text}The lighthouse.`)
      const counts = async () => {
        const { chunkCount, documentCount } = await store.findChunks({
          organizationId,
          contextSpaceIds: ['space'],
          terms: [],
        })
        return { chunkCount, documentCount }
      }
      expect(await counts()).toEqual({ chunkCount: chunks.length, documentCount: 1 })
      await save(store, 'space', [], ['a.txt'])
      expect(await counts()).toEqual({ chunkCount: 0, documentCount: 0 })
    })

    it('keep a vector of each piece for each model until the piece goes', async () => {
      const { store } = await open()
      await create(store, newSpace('space'))
      await create(store, newSpace('second'))
      const files = [file('a.txt', 'tea'), file('b.txt', 'coffee'), file('s.txt', 'skill', { isSearched: false })]
      await save(store, 'space', files)
      await save(store, 'second', [file('c.txt', 'milk')])
      const key = { organizationId, contextSpaceId: 'space', model: 'a/b' }
      const list = async (after = 0, limit = 10) => store.listEmbeddings({ ...key, after, limit })
      const [tea = 0, coffee = 0] = await store.listUnembedded(key)
      const [milk = 0] = await store.listUnembedded({ ...key, contextSpaceId: 'second' })
      const chunks = [coffee, 1e9, tea]
      expect((await store.getChunks({ organizationId, chunks })).map(({ text }) => text)).toEqual(['coffee', 'tea'])
      expect(await store.getChunks({ organizationId: 'other', chunks })).toEqual([])
      const vector = new Float32Array([0.5, -1])
      const embeddings = [tea, coffee, milk, 1e9].map((chunk) => ({ chunk, vector }))
      await store.saveEmbeddings({ ...key, embeddings })
      expect(await list()).toEqual([
        { chunk: tea, vector },
        { chunk: coffee, vector },
      ])
      expect(await list(tea, 1)).toEqual([{ chunk: coffee, vector }])
      expect(await store.listUnembedded(key)).toEqual([])
      expect(await store.listUnembedded({ ...key, model: 'a/c' })).toEqual([tea, coffee])
      expect(await store.listEmbeddings({ ...key, organizationId: 'other', after: 0, limit: 10 })).toEqual([])
      await save(store, 'space', [file('a.txt', 'green tea')], ['b.txt'])
      expect(await list()).toEqual([])
      expect(await store.listUnembedded(key)).toHaveLength(1)
    })

    it('are searched for words that stand in thousands of pieces as well', async () => {
      const { store } = await open()
      await create(store, newSpace('space'))
      const crowd = (from: number, text: string) =>
        Array.from({ length: 50 }, (_, n) => file(`${from + n}.txt`, `${text} number ${from + n}`))
      for (let from = 0; from < 7000; from += 50) {
        const text = from < 2300 ? 'the green boat' : from < 4600 ? 'the white ship' : 'the ferry'
        await save(store, 'space', crowd(from, text))
      }
      await save(store, 'space', [
        file('boat.txt', 'how it is built'),
        file('x.txt', 'a green boat beside a white ship, and another boat beside the ship'),
      ])
      expect((await find(store, 'boat'))[0]).toBe('boat.txt')
      expect((await find(store, 'boat ship')).slice(0, 2)).toEqual(['x.txt', 'boat.txt'])
      expect((await find(store, 'green boat white ship')).slice(0, 2)).toContain('x.txt')
      expect((await find(store, 'the')).length).toBeGreaterThan(9)
      expect((await find(store, 'the boat 77'))[0]).toBe('77.txt')
      await save(store, 'space', [], ['77.txt', 'boat.txt'])
      expect(await find(store, 'boat 77')).not.toContain('77.txt')
    }, 30_000)

    it('rank the document that is about the thing first, in every letter case', async () => {
      const { store } = await open()
      await create(store, newSpace('space'))
      await save(store, 'space', [
        file('tea.txt', 'How to brew tea.'),
        file('ankara.md', '# Ankara\n\nA day in the capital.', { heading: 'Ankara' }),
        file('istanbul-guide.md', '# Istanbul guide\n\nTwo days in Istanbul: start at the harbour.', {
          heading: 'Istanbul guide',
        }),
      ])
      const found = await find(store, 'Plan a 2 day Istanbul trip')
      expect(found[0]).toBe('istanbul-guide.md')
      expect(found).not.toContain('tea.txt')
      expect(await find(store, 'İSTANBUL')).toEqual(['istanbul-guide.md'])
      expect(await find(store, 'art')).toEqual([])
    })

    it('give back a document as it was, cut where asked', async () => {
      const { store } = await open()
      await create(store, newSpace('space'))
      const text = 'One paragraph of words. '.repeat(200)
      await save(store, 'space', [file('long.txt', text), file('torn.txt', '', { contentType: null })])
      const get = (path: string, maxCharacters: number) =>
        store.getDocument({ organizationId, contextSpaceId: 'space', sourceId: 'space-s1', path, maxCharacters })
      expect(await get('long.txt', 100_000)).toMatchObject({
        content: text,
        isTruncated: false,
        sizeBytes: text.length,
      })
      expect(await get('long.txt', 1500)).toMatchObject({ content: text.slice(0, 1500), isTruncated: true })
      expect(await get('torn.txt', 10)).toBeNull()
    })

    it('remember how their files were, skills and problems too', async () => {
      const { store, reopen } = await open()
      await create(store, newSpace('space'))
      const head = { skillId: 'tea', name: 'tea', description: 'Brews' }
      const unsearched = { isSearched: false, contentType: 'text/markdown' }
      await save(store, 'space', [
        file('a/SKILL.md', 'a', { ...unsearched, skill: head }),
        file('b/SKILL.md', 'b', { ...unsearched, skill: head }),
        file('c.txt', '', { contentType: null, isSearched: false, problem: { code: 'X', message: 'bad' } }),
        file('d.txt', 'tea'),
      ])
      const key = { organizationId, contextSpaceId: 'space' }
      const touched = { path: 'd.txt', sizeBytes: 3, modifiedMs: 2000, hash: 'hash of tea' }
      await store.touchFiles({ ...key, sourceId: 'space-s1', files: [touched, { ...touched, path: 'c.txt' }] })
      await store.endSync({ ...key, at: moment(9) })
      const again = reopen ? await reopen() : store
      const states = await again.listFileStates({ ...key, sourceId: 'space-s1', after: 'b/SKILL.md', limit: 10 })
      expect(states).toEqual([{ path: 'c.txt', sizeBytes: 0, modifiedMs: 1000, hash: 'hash of ' }, touched])
      expect(await again.listReadSources(key)).toEqual(['space-s1'])
      expect(await again.getContextSpace(key)).toMatchObject({
        documentCount: 1,
        skills: [{ skillId: 'tea', relativePath: 'a/SKILL.md' }],
        problems: [
          { path: 'c.txt', code: 'X' },
          { path: 'b/SKILL.md', code: 'SKILL_DUPLICATE' },
        ],
        lastSyncedAt: moment(9),
      })
      const documents = await again.listDocuments({ ...key, sourceId: null, ...page })
      expect(documents).toMatchObject({ total: 1, items: [{ path: 'd.txt', contentType: 'text/plain' }] })
    })

    it('that are not there take nothing and give nothing', async () => {
      const { store } = await open()
      await save(store, 'nowhere', [file('a.txt', 'tea')])
      expect(await find(store, 'tea', ['nowhere'])).toEqual([])
      expect(await store.listReadSources({ organizationId, contextSpaceId: 'nowhere' })).toEqual([])
    })
  })
}
