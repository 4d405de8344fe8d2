import { describe, expect, it } from 'vitest'
import type { RunStatusFilter } from '../contracts/enums.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const input = { message: 'Hello' }

/** One run of every status that there is, by a name for each. */
async function createRuns() {
  const gate = createGatedTool()
  const answering = createScriptedAgent([{ text: 'Hi.' }], { id: 'answering' })
  const failing = createScriptedAgent([{ error: { message: 'no', statusCode: 400 } }], { id: 'failing' })
  const waiting = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }], { id: 'waiting', tools: [gate.tool] })
  const test = await createTestApp({ agents: [answering, failing, waiting] })
  const run = async (agentId: string, more: object = {}) => {
    const { runId } = await test.client.call('agent.run.execute', { agentId, input, ...more })
    await test.clock.advance(10)
    return runId
  }
  const running = await run('waiting', { sessionId: 's' })
  const runs = {
    running,
    pending: await run('answering', { sessionId: 's' }),
    done: await run('answering'),
    error: await run('failing'),
    expired: await run('waiting', { timeoutMs: 100 }),
    cancelled: await run('waiting'),
  }
  await test.clock.advance(100)
  await test.client.call('agent.run.cancel', { runId: runs.cancelled })
  return { test, runs }
}

describe('list', () => {
  it('finds runs by their message, and shows no more than its beginning', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent([{ text: 'Hi.' }])] })
    for (const message of ['Where is my order?', `An order of ${'x'.repeat(300)}`, 'Hello']) {
      await test.client.agent.run.execute({ agentId: 'scripted', input: { message } })
    }
    const { items, total } = await test.client.agent.run.list({ search: 'ORDER' })
    expect(total).toBe(2)
    expect(items.map(({ message }) => message)).toEqual([`An order of ${'x'.repeat(188)}`, 'Where is my order?'])
  })

  it('case 19: each status and each alias selects exactly its runs, and statuses are written in lower case', async () => {
    const { test, runs } = await createRuns()
    await using _test = test
    const expected: Record<RunStatusFilter, string[]> = {
      QUEUED: [runs.pending],
      pending: [runs.pending],
      IN_PROGRESS: [runs.running],
      running: [runs.running],
      waiting: [],
      COMPLETED: [runs.done],
      done: [runs.done],
      CANCELLED: [runs.cancelled],
      cancelled: [runs.cancelled],
      FAILED: [runs.expired, runs.error],
      error: [runs.expired, runs.error],
      EXPIRED: [runs.expired],
    }
    for (const [status, ids] of Object.entries(expected)) {
      const answer = await test.send(`/v1/runs?status=${status}`)
      const page = (await answer.json()) as { items: { id: string; status: string }[]; total: number }
      expect([status, page.items.map((run) => run.id), page.total]).toEqual([status, ids, ids.length])
      for (const run of page.items) expect(run.status).toMatch(/^[a-z]+$/)
    }
    const all = await test.client.call('agent.run.list', {})
    expect(all.items.map((run) => run.id)).toEqual(Object.values(runs).toReversed())
    expect(await test.client.call('agent.run.get', { runId: runs.expired })).toMatchObject({ errorCode: 'RUN_TIMEOUT' })
  })

  it.each(['Done', 'DONE', 'RUNNING', 'Pending', 'EXPIRED ', ''])(
    'case 19: status "%s" is INPUT_INVALID',
    async (status) => {
      await using test = await createTestApp()
      const answer = await test.send(`/v1/runs?status=${encodeURIComponent(status)}`)
      expect(await readRefusal(answer)).toBe('422 INPUT_INVALID /status')
    },
  )

  it('selects by time: from startDate on, before endDate, newest first', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent([])], isWorking: false })
    const ids: string[] = []
    for (let index = 0; index < 3; index += 1) {
      ids.push((await test.client.call('agent.run.execute', { agentId: 'scripted', input })).runId)
      await test.clock.advance(1_000)
    }
    const list = async (range: { startDate?: string; endDate?: string }) => {
      const { items } = await test.client.call('agent.run.list', range)
      return items.map((run) => ids.indexOf(run.id))
    }
    const [from, to] = ['2026-01-05T09:00:01Z', '2026-01-05T09:00:02Z']
    expect(await list({})).toEqual([2, 1, 0])
    expect(await list({ startDate: from })).toEqual([2, 1])
    expect(await list({ endDate: to })).toEqual([1, 0])
    expect(await list({ startDate: from, endDate: to })).toEqual([1])
    expect(await list({ startDate: '2026-01-05T09:00:01.001Z', endDate: to })).toEqual([])
    expect(await list({ startDate: to, endDate: from })).toEqual([])
  })

  it('pages without a gap or a repeat, also over runs of the same moment', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent([])], isWorking: false })
    for (let index = 0; index < 7; index += 1)
      await test.client.call('agent.run.execute', { agentId: 'scripted', input })
    const whole = await test.client.call('agent.run.list', { limit: 500 })
    const pages = [0, 3, 6, 9].map((offset) => test.client.call('agent.run.list', { limit: 3, offset }))
    const read = await Promise.all(pages)
    expect(read.flatMap((page) => page.items)).toEqual(whole.items)
    expect(read.map((page) => [page.items.length, page.total, page.hasMore])).toEqual([
      [3, 7, true],
      [3, 7, true],
      [1, 7, false],
      [0, 7, false],
    ])
  })

  it('selects by agent, user and session, and shows no run of another tenant', async () => {
    const { test, runs } = await createRuns()
    await using _test = test
    const count = async (filter: object) => (await test.client.call('agent.run.list', filter)).total
    expect(await count({ agentId: 'answering' })).toBe(2)
    expect(await count({ agentId: 'answering', status: 'done' })).toBe(1)
    expect(await count({ userId: 'root' })).toBe(Object.keys(runs).length)
    expect(await count({ userId: 'somebody' })).toBe(0)
    expect(await count({ sessionId: 's' })).toBe(2)
    expect(await test.foreignClient.call('agent.run.list', {})).toEqual({ items: [], total: 0, hasMore: false })
  })

  it('case 9: takes the own organizationId, none, and refuses another with 403 FORBIDDEN', async () => {
    await using test = await createTestApp()
    for (const path of ['/v1/runs', '/v1/agents']) {
      expect((await test.send(`${path}?organizationId=default`)).status).toBe(200)
      expect((await test.send(path)).status).toBe(200)
      expect(await readRefusal(await test.send(`${path}?organizationId=other`))).toBe('403 FORBIDDEN')
    }
  })
})
