// Watching over the real file system; what is quiet and for how long is said by a clock of the test's own.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { openSpace } from '../testing/open-space.ts'
import { createTempDir } from '../testing/temp-dir.ts'

/** Moves the clock until `isTrue`; changes on disk are told of in their own time. */
async function advanceUntil({ clock }: Pick<TestApp, 'clock'>, isTrue: () => Promise<boolean>) {
  while (!(await isTrue())) {
    await clock.advance(500)
    await new Promise(setImmediate)
  }
}

test('what changes below the folders of a space is read without being asked for', async () => {
  await using space = await openSpace({ 'docs/a.md': 'Tea.' }, { watchesContext: true })
  const { contextSpaceId } = space
  // Made while the app runs: its first sync has it watched.
  await space.sync()
  const isFound = async (word: string) => (await space.find(word)).length === 1
  writeFileSync(join(space.root, 'docs/b.md'), 'Coffee.')
  await advanceUntil(space, () => isFound('coffee'))
  mkdirSync(join(space.root, 'docs/new/inner'), { recursive: true })
  writeFileSync(join(space.root, 'docs/new/inner/c.md'), 'Cocoa.')
  await advanceUntil(space, () => isFound('cocoa'))
  writeFileSync(join(space.root, 'docs/new/inner/c.md'), 'Chocolate.')
  await advanceUntil(space, () => isFound('chocolate'))
  rmSync(join(space.root, 'docs/new'), { recursive: true })
  await advanceUntil(space, async () => !(await isFound('chocolate')))
  const { documentCount, problems } = await space.client.call('context.get', { contextSpaceId })
  expect({ documentCount, problems }).toEqual({ documentCount: 2, problems: [] })
  expect(space.errors).toEqual([])
})

test('spaces that were there before the start are watched, until the stop', async () => {
  using dir = createTempDir()
  const options = { databasePath: join(dir.path, 'errand.db'), contextRoots: [dir.path] }
  mkdirSync(join(dir.path, 'docs'))
  const sources = [{ name: 'Docs', kind: 'local_file_system' as const, path: 'docs' }]
  const find = async (test: TestApp, query: string) =>
    (await test.client.call('context.search', { query })).items.length
  {
    await using test = await createTestApp(options)
    await test.client.call('context.create', { name: 'Docs', sources })
  }
  {
    await using test = await createTestApp({ ...options, watchesContext: true })
    writeFileSync(join(dir.path, 'docs/a.md'), 'Tea.')
    await advanceUntil(test, async () => (await find(test, 'tea')) === 1)
    expect(test.errors).toEqual([])
  }
  writeFileSync(join(dir.path, 'docs/b.md'), 'Coffee.')
  await using test = await createTestApp(options)
  await test.clock.advance(60_000)
  expect(await find(test, 'coffee')).toBe(0)
})
