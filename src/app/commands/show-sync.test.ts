import { expect, test } from 'vitest'
import { openSpace } from '../../testing/open-space.ts'
import { renderBar, showSync } from './show-sync.ts'

test('a sync is shown as a bar that is gone at its end', async () => {
  await using space = await openSpace({ 'docs/a.md': 'a', 'docs/b.md': 'b' })
  const { contextSpaceId, client, app } = space
  const { saveFiles } = app.store
  const shown: string[] = []
  const held = Promise.withResolvers<void>()
  app.store.saveFiles = async (params) => {
    await held.promise
    return saveFiles(params)
  }
  const showStatus = (line: string) => {
    shown.push(line)
    held.resolve()
  }
  const answer = await showSync(contextSpaceId, client, { showStatus }, () => space.sync())
  expect(answer).toMatchObject({ added: 2 })
  expect(shown[0]).toMatch(/^[█░]{30} \d+ % {2}\d of 2 files$/)
  expect(shown.at(-1)).toBe('')
  expect(await client.call('context.get', { contextSpaceId })).not.toHaveProperty('syncing')
})

test.each([
  [{ done: 0, total: 0 }, `${'░'.repeat(30)} 0 %  0 of 0 files`],
  [{ done: 12_500, total: 50_000 }, `${'█'.repeat(7)}${'░'.repeat(23)} 25 %  12500 of 50000 files`],
  [{ done: 3, total: 2 }, `${'█'.repeat(30)} 100 %  3 of 2 files`],
])('%j is %s', (progress, bar) => {
  expect(renderBar(progress)).toBe(bar)
})
