// Syncs over a store and a file system of their own: what is read, how often, and what a broken sync leaves.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { moment } from '../testing/log-of.ts'
import { organizationId, record } from '../testing/store-fixture.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { createSpaceKeeper } from './space-keeper.ts'

const target = { organizationId, contextSpaceId: 'space', sourceId: null }

async function open(files: Readonly<Record<string, string>>) {
  const dir = createTempDir()
  for (const [path, text] of Object.entries(files)) writeFileSync(join(dir.path, path), text)
  const store = createSqliteStore({ path: ':memory:' })
  const source = { id: 's1', name: 'Docs', kind: 'local_file_system' as const }
  const named = { id: 'space', organizationId, name: 'Space', description: null, origin: 'api' as const }
  const space = { ...named, sources: [source], skillSources: [] }
  await store.createContextSpace({ space, at: moment(0), record: record('space') })
  const read: string[] = []
  const keeper = createSpaceKeeper({
    store,
    roots: [dir.path],
    embedder: null,
    onError: () => undefined,
    now: () => moment(0),
    signal: new AbortController().signal,
    async readFile(location) {
      read.push(location.slice(dir.path.length + 1))
      return readFile(location)
    },
  })
  const find = async (term: string) =>
    (await store.findChunks({ organizationId, contextSpaceIds: ['space'], terms: [term] })).candidates.length
  return {
    store,
    keeper,
    dir: dir.path,
    /** Files whose bodies were read since the last time this was asked. */
    listRead: () => read.splice(0).sort(),
    find,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      dir[Symbol.dispose]()
    },
  }
}

test('a sync of a folder that has not changed reads no bodies; later ones read what changed', async () => {
  const files = Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`${n}.md`, `Text ${n}.`]))
  await using space = await open({ ...files, 'bad.txt': '\0', 'empty.txt': '' })
  expect(await space.keeper.sync(target)).toMatchObject({ added: 122, skipped: 0 })
  expect(space.listRead()).toHaveLength(122)
  expect(await space.keeper.sync(target)).toMatchObject({ added: 0, changed: 0, skipped: 122 })
  expect(space.listRead()).toEqual([])
  utimesSync(join(space.dir, '7.md'), 1, 1)
  writeFileSync(join(space.dir, '8.md'), 'Other text.')
  expect(await space.keeper.sync(target)).toMatchObject({ added: 0, changed: 1, skipped: 121 })
  expect(space.listRead()).toEqual(['7.md', '8.md'])
  await space.keeper.sync(target)
  expect(space.listRead()).toEqual([])
})

test('a large document is written part by part, and whole again after a sync that broke off', async () => {
  const text = Array.from({ length: 20_000 }, (_, n) => `word${n}`).join(' ')
  await using space = await open({ 'large.txt': text })
  const addChunks = space.store.addChunks.bind(space.store)
  let parts = 0
  space.store.addChunks = async (params) => {
    parts += 1
    if (parts === 2) throw new Error('the power went')
    return addChunks(params)
  }
  await expect(space.keeper.sync(target)).rejects.toThrow('the power went')
  expect([await space.find('word0'), await space.find('word19999')]).toEqual([1, 0])
  expect(await space.keeper.sync(target)).toMatchObject({ changed: 1 })
  expect([await space.find('word0'), await space.find('word19999')]).toEqual([1, 1])
  expect(await space.keeper.sync(target)).toMatchObject({ changed: 0, skipped: 1 })
})

test('a sync says how far it is, and nothing when there is none', async () => {
  await using space = await open({ 'a.md': 'a' })
  for (const folder of ['x', 'y']) {
    mkdirSync(join(space.dir, folder))
    for (let n = 0; n < 40; n += 1) writeFileSync(join(space.dir, folder, `${n}.md`), `Text ${n}.`)
  }
  const saveFiles = space.store.saveFiles.bind(space.store)
  const seen: unknown[] = []
  space.store.saveFiles = async (params) => {
    seen.push({ ...space.keeper.getProgress(organizationId, 'space') })
    return saveFiles(params)
  }
  expect(space.keeper.getProgress(organizationId, 'space')).toBeNull()
  await space.keeper.sync(target)
  expect(seen.at(0)).toEqual({ done: 1, total: 81 })
  expect(seen.at(-1)).toEqual({ done: 81, total: 81 })
  expect(space.keeper.getProgress(organizationId, 'space')).toBeNull()
})
