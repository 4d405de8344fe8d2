// Searches by meaning, through the packages of the providers against a server of ours.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createEmbeddingServer } from '../testing/embedding-server.ts'
import { openSpace, writeFiles } from '../testing/open-space.ts'
import { createActiveAgent } from '../testing/stored-agent.ts'

const server = await createEmbeddingServer([
  ['automobile', 'car'],
  ['kettle', 'tea'],
])
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(() => {
  server.isDown = false
  server.requests.length = 0
})

const garage = {
  'docs/garage.md': 'The automobile stands in the yard.',
  'docs/kitchen.md': 'The kettle is on the stove.',
  'docs/zoo.md': 'Lions sleep.',
}
const OPENAI = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: server.url, ERRAND_EMBEDDING_MODEL: 'openai/small' }
const COMPATIBLE = { OPENAI_COMPATIBLE_BASE_URL: server.url, ERRAND_EMBEDDING_MODEL: 'compatible/org/small' }

describe('a search with ERRAND_EMBEDDING_MODEL', () => {
  it.each([OPENAI, COMPATIBLE])(
    'finds a document that shares no word with the query: $ERRAND_EMBEDDING_MODEL',
    async (env) => {
      await using space = await openSpace(garage, { env })
      expect(await space.sync()).toMatchObject({ added: 3, problems: [] })
      expect(await space.find('my old car')).toEqual(['garage.md'])
      expect(await space.find('car on stove')).toEqual(['garage.md', 'kitchen.md'])
      expect(server.requests.at(-1)).toEqual(['car on stove'])
      expect(space.errors).toEqual([])
    },
  )

  it('embeds with a sync only what changed', async () => {
    await using space = await openSpace(garage, { env: OPENAI })
    await space.sync()
    expect(server.requests.map((texts) => texts.toSorted())).toEqual([Object.values(garage).toSorted()])
    writeFiles(space.root, { 'docs/zoo.md': 'Tea for the lions.' })
    rmSync(join(space.root, 'docs/garage.md'))
    await space.sync()
    await space.sync()
    expect(server.requests.slice(1)).toEqual([['Tea for the lions.']])
    expect(await space.find('car')).toEqual([])
  })

  it('goes by words alone while the provider is down; the sync says so, and the next one makes up for it', async () => {
    await using space = await openSpace(garage, { env: OPENAI })
    server.isDown = true
    expect(await space.sync()).toMatchObject({
      added: 3,
      problems: [{ path: '.', code: 'EMBEDDING_FAILED', message: expect.stringContaining('out of order') }],
    })
    expect(await space.find('stove')).toEqual(['kitchen.md'])
    expect(await space.find('car')).toEqual([])
    expect(space.errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining('by words alone') }),
      expect.anything(),
    ])
    server.isDown = false
    expect(await space.sync()).toMatchObject({ skipped: 3, problems: [] })
    expect(await space.find('car')).toEqual(['garage.md'])
  })

  it('gives a run what is near in meaning; the run is replayed without asking again', async () => {
    await using space = await openSpace(garage, { env: OPENAI })
    await space.sync()
    const { client, contextSpaceId } = space
    const agentId = await createActiveAgent(space, { contextSpaceIds: [contextSpaceId] })
    const { runId } = await client.call('agent.run.execute', { agentId, input: { message: 'my old car' } })
    await space.whenEnded(runId)
    const { items } = await client.call('agent.run.getEvents', { runId, limit: 500 })
    expect(items.find(({ type }) => type === 'context.searched')?.data).toMatchObject({
      summary: { candidateCount: 1, selectedCount: 1 },
      results: [{ relativePath: 'garage.md', snippet: 'The automobile stands in the yard.' }],
    })
    const asked = server.requests.length
    expect(await client.call('agent.run.replay', { runId })).toMatchObject({ isSame: true, divergences: [] })
    expect(server.requests).toHaveLength(asked)
  })

  it.each([
    ['anthropic/x', 'is no embedding model; write one of openai/'],
    ['openai/', 'is no embedding model'],
    ['google/x', 'google/x needs GOOGLE_GENERATIVE_AI_API_KEY; set it'],
  ])('says what is wrong with %s', async (ERRAND_EMBEDDING_MODEL, message) => {
    await using space = await openSpace(garage, { env: { ...OPENAI, ERRAND_EMBEDDING_MODEL } })
    const { problems } = await space.sync()
    expect(problems).toMatchObject([{ code: 'EMBEDDING_FAILED', message: expect.stringContaining(message) }])
  })
})

it('asks no provider when ERRAND_EMBEDDING_MODEL is not set', async () => {
  const { ERRAND_EMBEDDING_MODEL: _model, ...env } = OPENAI
  await using space = await openSpace(garage, { env })
  await space.sync()
  expect(await space.find('stove car')).toEqual(['kitchen.md'])
  expect(server.requests).toEqual([])
})
