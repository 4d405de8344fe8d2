// session.list and session.get, through the contract.
import { describe, expect, test } from 'vitest'
import { ProblemError } from '../client/problem-error.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTestApp } from '../testing/create-test-app.ts'

const agents = [
  createScriptedAgent([{ text: 'Hello yourself.' }], { id: 'greeter' }),
  createScriptedAgent([{ error: { message: 'out of order', isRetryable: false } }], { id: 'broken' }),
]

async function createConversation() {
  const app = await createTestApp({ agents })
  const say = async (agentId: string, sessionId: string, message: string) => {
    const { runId } = await app.client.call('agent.run.execute', { agentId, sessionId, input: { message } })
    await app.whenEnded(runId)
    await app.clock.advance(1000)
    return runId
  }
  return { app, say }
}

describe('sessions', () => {
  test('a session lists its runs as one conversation, last updated first, with messages of done runs answered', async () => {
    const { app, say } = await createConversation()
    await using _app = app
    const first = await say('greeter', 'one', 'Hello there')
    await say('greeter', 'two', 'Another talk')
    const failed = await say('broken', 'one', 'Still there?')
    const { items } = await app.client.call('session.list', {})
    expect(items).toMatchObject([
      { id: 'one', agentId: 'greeter', userId: 'root', title: 'Hello there', runCount: 2 },
      { id: 'two', runCount: 1 },
    ])
    const session = await app.client.call('session.get', { sessionId: 'one', includeRuns: true })
    expect(session.messages.map(({ runId, role, content }) => [runId, role, content])).toEqual([
      [first, 'user', 'Hello there'],
      [first, 'assistant', 'Hello yourself.'],
      [failed, 'user', 'Still there?'],
    ])
    expect(session.runs?.map((run) => run.status)).toEqual(['error', 'done'])
    const page = await app.client.call('session.get', { sessionId: 'one', limit: 1, offset: 1 })
    expect(page).toMatchObject({ messages: [{ content: 'Hello yourself.' }], total: 3, hasMore: true })
  })

  test('filters by agent, user and text; a hit is a whole session', async () => {
    const { app, say } = await createConversation()
    await using _app = app
    await say('greeter', 'one', 'Hello THERE')
    await say('broken', 'one', 'again')
    await say('greeter', 'two', '100% other')
    const ids = async (filter: object) => (await app.client.call('session.list', filter)).items.map(({ id }) => id)
    expect(await ids({ agentId: 'broken' })).toEqual(['one'])
    expect(await ids({ userId: 'nobody' })).toEqual([])
    expect(await ids({ search: 'there' })).toEqual(['one'])
    expect(await ids({ search: '0%' })).toEqual(['two'])
  })

  test('[get-session-unknown] an unknown session, and one of another tenant, is SESSION_NOT_FOUND', async () => {
    const { app, say } = await createConversation()
    await using _app = app
    await say('greeter', 'one', 'Hello')
    await expect(app.client.call('session.get', { sessionId: 'nope' })).rejects.toThrow(ProblemError)
    await expect(app.foreignClient.call('session.get', { sessionId: 'one' })).rejects.toMatchObject({
      problem: { code: 'SESSION_NOT_FOUND', status: 404 },
    })
    expect((await app.foreignClient.call('session.list', {})).items).toEqual([])
  })
})
