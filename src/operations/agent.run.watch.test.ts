import { describe, expect, it } from 'vitest'
import { createClient } from '../client/client.ts'
import type { WatchedRun } from '../contracts/agent.run.watch.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const answering = createScriptedAgent([{ text: 'Done.' }], { id: 'answering' })
const start = async ({ client }: TestApp, agentId = 'answering') =>
  (await client.call('agent.run.execute', { agentId, input: { message: 'Go' } })).runId
const cursorOf = async ({ client }: TestApp) => (await client.agent.run.watch()).cursor
const show = ({ run, isListed }: WatchedRun) => `${run.agentId} ${run.status}${isListed ? '' : ' (left)'}`

/** Reads a stream until what it tells says so. */
async function readUntil(stream: AsyncIterable<WatchedRun>, isEnough: (item: WatchedRun) => boolean) {
  const items: WatchedRun[] = []
  for await (const item of stream) {
    items.push(item)
    if (isEnough(item)) return items
  }
  throw new Error('the stream ended')
}

describe('agent.run.watch', () => {
  it('answers without a stream what began or ended behind the cursor, in pages', async () => {
    await using test = await createTestApp({ agents: [answering] })
    const cursor = await cursorOf(test)
    const [first, second] = [await start(test), await start(test)]
    await Promise.all([test.whenEnded(first), test.whenEnded(second)])
    const page = await test.client.agent.run.watch({ after: cursor })
    expect(page.items.map(({ run }) => run)).toEqual(expect.arrayContaining((await test.client.agent.run.list()).items))
    expect(page).toMatchObject({ items: { length: 2 }, hasMore: false, cursor: await cursorOf(test) })
    const [one, two] = [await test.client.agent.run.watch({ after: cursor, limit: 1 }), page]
    expect([one.items.length, one.hasMore, one.cursor < two.cursor]).toEqual([1, true, true])
    expect(await test.client.agent.run.watch({ after: cursor, status: 'IN_PROGRESS' })).toMatchObject({
      items: [{ isListed: false }, { isListed: false }],
    })
    expect(await test.client.agent.run.watch({ after: cursor, agentId: 'other' })).toMatchObject({ items: [] })
    expect(await test.foreignClient.agent.run.watch({ after: cursor })).toMatchObject({ items: [] })
  })

  it('streams what is in progress, then each run as it changes', async () => {
    const gate = createGatedTool()
    const gated = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }], { tools: [gate.tool] })
    await using test = await createTestApp({ agents: [gated, answering] })
    await start(test, 'scripted')
    await gate.started()
    const stream = test.client.agent.run.watch.stream({ status: 'IN_PROGRESS' })
    const seen = [show((await stream.next()).value as WatchedRun)]
    const reading = readUntil(stream, ({ run }) => run.agentId === 'scripted' && run.status === 'done')
    await test.whenEnded(await start(test))
    gate.release('found')
    seen.push(...(await reading).map(show))
    expect(seen[0]).toBe('scripted running')
    expect(seen).toContain('answering done (left)')
    expect(seen.at(-1)).toBe('scripted done (left)')
  })

  it('misses nothing over a restart of the server: runs that went on, began and ended meanwhile', async () => {
    using dir = createTempDir()
    const options = { databasePath: `${dir.path}/errand.db`, agents: [answering] }
    const first = await createTestApp({ ...options, isWorking: false })
    let serving: TestApp | null = first
    const client = createClient({
      url: 'http://localhost',
      token: 'test-token-of-root',
      fetch: async (request) => {
        if (!serving) throw new TypeError('no server')
        return serving.app.http.fetch(request)
      },
    })
    const before = await start(first)
    const stream = client.agent.run.watch.stream({ after: await cursorOf(first) })
    expect(show((await stream.next()).value as WatchedRun)).toBe('answering pending')
    serving = null
    await first[Symbol.asyncDispose]()
    await using second = await createTestApp(options)
    const meanwhile = await start(second)
    await Promise.all([second.whenEnded(before), second.whenEnded(meanwhile)])
    const done = new Set<string>()
    const reading = readUntil(stream, ({ run }) => run.status === 'done' && done.add(run.id).size === 3)
    serving = second
    const later = await start(second)
    await reading
    expect(done).toEqual(new Set([before, meanwhile, later]))
  })

  it('goes on behind Last-Event-ID, whose number stands at the last frame of what came at once', async () => {
    await using test = await createTestApp({ agents: [answering], isWorking: false })
    const cursor = await cursorOf(test)
    const runIds = [await start(test), await start(test)]
    const headers = { accept: 'text/event-stream', 'last-event-id': String(cursor) }
    const answer = await test.send('/v1/watch/runs', { headers })
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    const text = (await reader?.read())?.value ?? ''
    await reader?.cancel()
    expect([...text.matchAll(/^id: (\d+)/gm)].map(([, id]) => Number(id))).toEqual([cursor, await cursorOf(test)])
    for (const runId of runIds) expect(text).toContain(runId)
  })

  it('refuses a cursor that was never given, and the organization of another', async () => {
    await using test = await createTestApp()
    const ask = async (query: string, headers = {}) =>
      readRefusal(await test.send(`/v1/watch/runs?${query}`, { headers }))
    expect(await ask('after=99')).toBe('400 CURSOR_INVALID')
    expect(await ask('', { 'last-event-id': 'abc' })).toBe('400 CURSOR_INVALID')
    expect(await ask('after=-1')).toBe('422 INPUT_INVALID /after')
    expect(await ask('organizationId=other')).toBe('403 FORBIDDEN')
  })
})
