import { expect, test } from 'vitest'
import { openSpace } from '../../testing/open-space.ts'
import { showSync } from './show-sync.ts'

test('a sync is shown as a bar that is gone at its end', async () => {
  await using space = await openSpace({ 'docs/a.md': 'a', 'docs/b.md': 'b' })
  const { contextSpaceId, client, app } = space
  const saveFiles = app.store.saveFiles.bind(app.store)
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
  expect(shown[0]).toMatch(/^[█░]+ \d of 2/)
  expect(shown.at(-1)).toBe('')
  expect(await client.call('context.get', { contextSpaceId })).not.toHaveProperty('syncing')
})
