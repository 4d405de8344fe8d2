// Chats of agents with context spaces, over the whole way from folder to stream.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openChat, postChat, summarize } from '../../testing/chat-client.ts'
import { openSpace } from '../../testing/open-space.ts'
import { readRefusal } from '../../testing/read-problem.ts'
import { createActiveAgent } from '../../testing/stored-agent.ts'

/** An agent over two spaces, in each of which one document is about tea. */
async function open() {
  const space = await openSpace({ 'docs/tea.md': 'Green tea.', 'more/black.md': 'Black tea.' })
  mkdirSync(join(space.root, 'more'), { recursive: true })
  const sources = [{ name: 'More', kind: 'local_file_system' as const, path: 'more' }]
  const { id: moreId } = await space.client.call('context.create', { name: 'More', sources })
  await space.client.call('context.sync', { contextSpaceId: moreId })
  const contextSpaceIds = [space.contextSpaceId, moreId]
  return { ...space, moreId, agentId: await createActiveAgent(space, { contextSpaceIds }) }
}

const skill = (name: string) => `---\nname: ${name}\ndescription: Does ${name}\n---\nDo ${name}.\n`

describe('a chat with an agent that has context spaces', () => {
  it('searches one of them when it is named by id or name, in any letter case', async () => {
    await using space = await open()
    await space.sync()
    const search = async (indexName?: string) => {
      const frames = await (await openChat(space, space.agentId, { message: 'tea?', indexName })).rest()
      const { event } = frames.find((frame) => frame.event['type'] === 'context_searched') ?? {}
      const results = event?.['sourceSearchResults'] as { relativePath: string }[]
      return { paths: results.map(({ relativePath }) => relativePath).sort(), summary: event?.['contextSearchSummary'] }
    }
    expect((await search()).paths).toEqual(['black.md', 'tea.md'])
    expect((await search(space.moreId)).paths).toEqual(['black.md'])
    expect(await search('handBOOK')).toMatchObject({
      paths: ['tea.md'],
      summary: { attachedSourceCount: 1, searchedDocumentCount: 1, candidateCount: 1, selectedCount: 1 },
    })
  })

  it('refuses a space that the agent does not have, also one that is there, and starts no run', async () => {
    await using space = await open()
    await space.client.call('context.create', { name: 'Unattached' })
    for (const [indexName, responseMode] of [
      ['Unattached', 'stream'],
      ['none', 'result'],
    ]) {
      const refused = await postChat(space, space.agentId, { message: 'tea?', indexName, responseMode })
      expect(await readRefusal(refused)).toBe('422 INPUT_INVALID /indexName')
    }
    expect((await space.client.call('agent.run.list', {})).total).toBe(0)
  })

  it('keeps the space that it names in a fork', async () => {
    await using space = await open()
    await space.sync()
    const chat = await openChat(space, space.agentId, { message: 'tea?', indexName: 'More' })
    await chat.rest()
    const { runId } = await space.client.call('agent.run.fork', { runId: chat.runId ?? '', at: 1 })
    await space.whenEnded(runId)
    const { items } = await space.client.call('agent.run.getEvents', { runId, limit: 500 })
    const searched = items.find(({ type }) => type === 'context.searched')
    expect(searched?.data).toMatchObject({ results: [{ relativePath: 'black.md' }] })
  })

  it('case 6: completes when a skill is broken, and does without that skill', async () => {
    await using space = await open()
    mkdirSync(join(space.root, 'skills/tea'))
    mkdirSync(join(space.root, 'skills/torn'))
    writeFileSync(join(space.root, 'skills/tea/SKILL.md'), skill('tea'))
    writeFileSync(join(space.root, 'skills/torn/SKILL.md'), '---\nname: [torn\n---\nText.\n')
    await space.sync()
    const frames = await (await openChat(space, space.agentId, { message: 'Hello' })).rest()
    expect(summarize(frames).at(-1)).toBe('completed')
    const loaded = frames.flatMap(({ event }) => (event['loadedSkills'] ?? []) as { skillId: string }[])
    expect(loaded.map(({ skillId }) => skillId)).toEqual(['tea'])
    const metadata = await space.send('/errand/metadata/context-spaces')
    expect(metadata.status).toBe(200)
  })
})
