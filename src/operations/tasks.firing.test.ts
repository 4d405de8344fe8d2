import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contractTool } from '../app/contract-tool.ts'
import { ROOT } from '../app/credentials.ts'
import { scheduleTask } from '../contracts/tasks.schedule.ts'
import { runTasks } from '../contracts/tasks.run.ts'
import { createClient } from '../client/client.ts'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { StoreUnavailableError } from '../store/store-error.ts'
import { TOKEN } from '../testing/create-test-app.ts'
import { interceptStore } from '../testing/intercept-store.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import {
  createTaskApp,
  fire,
  listFirings,
  listItems,
  listTasks,
  pass,
  schedule,
  type TaskApp,
} from '../testing/task-app.ts'
import { createTempDir } from '../testing/temp-dir.ts'

/** What became of the firings of a task, in order. */
const states = async (test: TaskApp) =>
  (await listFirings(test.client)).map(({ status, reason }) =>
    [status, ...(reason === undefined ? [] : [reason])].join(' '),
  )

/** A client of the same app with another token. */
function clientOf({ app }: TaskApp, token: string) {
  const fetch = async (request: Request) => app.http.fetch(request)
  return createClient({ url: 'http://localhost', token, fetch, maxRetries: 0 })
}

const execute = (agentId: string, ...more: string[]) =>
  ['agent', 'run', 'execute', '--agent-id', agentId, '--input', '{"message":"Go."}'].concat(more)

describe('a firing', () => {
  it.each([
    ['skip', ['skipped overlap', 'done']],
    ['allow', ['done', 'done']],
    ['queue', ['done', 'done']],
    ['cancel-previous', ['cancelled', 'done']],
  ] as const)('case 30: that is longer than its interval, with %s', async (overlap, expected) => {
    await using test = await createTaskApp()
    const { client, app } = test
    await schedule(client, 'task', '@9 a', { interval_seconds: 6, overlap })
    void fire(client)
    await pass(test, 6)
    void fire(client)
    await pass(test, 2)
    expect(test.probe.most()).toBe(overlap === 'allow' ? 2 : 1)
    await pass(test, 20)
    await app.tasks.whenIdle()
    expect(await states(test)).toEqual(expected)
  })

  it('case 34: that fails is tried again under the same id', async () => {
    await using test = await createTaskApp({ isScheduling: true })
    const { client } = test
    const retry = { max_attempts: 3, backoff_seconds: 10, factor: 2, max_backoff_seconds: 60 }
    await schedule(client, 'task', '!no', { retry })
    await pass(test, 9)
    expect(test.probe.begun).toHaveLength(1)
    await pass(test, 1)
    expect(test.probe.begun).toHaveLength(2)
    expect(await listTasks(client)).toMatchObject([{ last_status: 'pending' }])
    await pass(test, 19)
    expect(test.probe.begun).toHaveLength(2)
    await pass(test, 1)
    expect(await listFirings(client)).toMatchObject([{ status: 'error', attempt: 3, items: 3 }])
    const { items } = await client.call('tasks.logs', {})
    expect(items.flatMap((item) => ('seq' in item ? [[item.seq, item.attempt]] : []))).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ])
  })

  it('case 34: by hand, each call tells of the attempt that it made', async () => {
    await using test = await createTaskApp()
    const { client, clock } = test
    await schedule(client, 'task', '!no', { retry: { max_attempts: 2 } })
    expect([await fire(client), await fire(client)]).toEqual([['task false'], []])
    await clock.advance(10_000)
    expect([await fire(client), await fire(client)]).toEqual([['task false'], []])
  })

  it('makes its run in the transaction of the claim, and the run goes on without it', async () => {
    await using test = await createTaskApp({ agents: [createScriptedAgent([{ text: 'Hi.' }])] })
    await schedule(test.client, 'task', '', { command: execute('scripted') })
    const { items } = await test.client.call('tasks.run', { stream_all: true })
    expect(items).toMatchObject([{ value: { runId: expect.any(String), status: 'pending' } }])
    const [firing] = await listFirings(test.client)
    const runId = firing?.agent_run_ids?.[0] ?? ''
    await test.whenEnded(runId)
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({
      status: 'done',
      origin: { kind: 'task' },
    })
  })

  it('of an agent that is not active is an error, and no run', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'task', '', { command: execute('nobody', '--stream') })
    expect(await fire(test.client)).toEqual(['task false'])
    expect(await listFirings(test.client)).toMatchObject([{ error: { code: 'AGENT_NOT_FOUND' } }])
  })

  it('case 22: sees who scheduled it and the plugin of then, nothing of who runs it', async () => {
    const plugin = (owner: string) => ({ owner, repository: 'r', version: '1.0.0' })
    const base = { ...ROOT, isOperator: false }
    const scheduler = { ...base, credentialId: 'a', userId: 'ann', hierarchy: 'api/b/a', plugin: plugin('P') }
    const runner = { ...base, credentialId: 'b', userId: 'bob', hierarchy: 'api/b', plugin: plugin('Q') }
    const credentials = [
      { token: TOKEN, principal: ROOT },
      { token: 'token-of-ann-1234', principal: scheduler },
      { token: 'token-of-bob-1234', principal: runner },
    ]
    await using test = await createTaskApp({ credentials })
    await schedule(clientOf(test, 'token-of-ann-1234'), 'task', '', { command: ['probe', 'see'] })
    const { items } = await clientOf(test, 'token-of-bob-1234').call('tasks.run', { stream_all: true })
    expect(items).toMatchObject([
      {
        plugin: { owner: 'P' },
        value: { hierarchy: 'api/b/a', userId: 'ann', plugin: { owner: 'P' }, origin: 'task', agentArguments: {} },
      },
    ])
    await schedule(test.client, 'bare', '', { command: ['probe', 'see'] })
    const { items: bare } = await test.client.call('tasks.run', { stream_all: true })
    expect(bare).toMatchObject([{ value: { hierarchy: 'api', plugin: null } }])
    expect(Object.keys(bare[0] ?? {})).not.toContain('plugin')
  })

  it('case 36: of a creator without the right is skipped and pauses; more rights than then are not used', async () => {
    await using test = await createTaskApp()
    const { client, clock } = test
    const { key, secret } = await client.call('key.create', { name: 'K', scopes: ['run', 'read'] })
    const own = clientOf(test, secret)
    await schedule(own, 'task', '', { command: ['probe', 'see'], interval_seconds: 60 })
    await fire(own)
    await client.call('key.revoke', { keyId: key.keyId })
    await clock.advance(60_000)
    expect(await fire(client)).toEqual([])
    expect(await listTasks(client)).toMatchObject([
      { state: 'paused', paused_reason: 'rights', last_status: 'skipped' },
    ])
    expect((await listFirings(client)).at(-1)).toMatchObject({ status: 'skipped', reason: 'rights' })
    expect(await listItems(client)).toEqual([expect.stringContaining('"scopes":["run","read"]')])
  })

  it('case 36: keeps the rights of its scheduling when its creator gains more', async () => {
    using dir = createTempDir()
    const options = (scopes: readonly ('read' | 'run' | 'admin')[]) => ({
      databasePath: join(dir.path, 'errand.db'),
      credentials: [{ token: TOKEN, principal: { ...ROOT, credentialId: 'c', isOperator: false, scopes } }],
    })
    {
      await using first = await createTaskApp(options(['read', 'run']))
      await schedule(first.client, 'task', '', { command: ['probe', 'see'], in_seconds: 1 })
    }
    await using second = await createTaskApp(options(['read', 'run', 'admin']))
    await second.clock.advance(1000)
    await fire(second.client)
    expect(await listItems(second.client)).toEqual([expect.stringContaining('"scopes":["read","run"]')])
  })

  it('case 35: lets an agent inside of it schedule below itself, and fire nothing', async () => {
    const input = { name: 'later', description: '', command: ['probe', 'see'] }
    const agent = createScriptedAgent(
      [
        {
          toolCalls: [
            { name: 'tasks_schedule', input },
            { name: 'tasks_run', input: {} },
          ],
        },
        { text: 'Done.' },
      ],
      { tools: [contractTool(scheduleTask), contractTool(runTasks)] },
    )
    await using test = await createTaskApp({ agents: [agent] })
    await schedule(test.client, 'task', '', { command: execute('scripted', '--stream') })
    const { items } = await test.client.call('tasks.run', { stream_all: true })
    const failed = items.flatMap((item) => ('value' in item ? [item.value as { type: string; data: unknown }] : []))
    expect(failed.filter(({ type }) => type === 'tool.failed')).toMatchObject([
      { data: { code: 'SCHEDULE_RECURSION' } },
    ])
    const [later] = (await listTasks(test.client)).filter(({ name }) => name === 'later')
    expect(later?.agent_instance_hierarchy).toMatch(/^api\/scripted-run_/)
    const { items: told } = await test.client.call('tasks.run', { stream_all: true })
    expect(told).toMatchObject([
      { value: { hierarchy: later?.agent_instance_hierarchy, agentArguments: { agent_id: 'scripted' } } },
    ])
  })

  it('case 31: whose items cannot be kept ends with TASK_LOG_FAILED', async () => {
    const store = interceptStore(createSqliteStore({ path: ':memory:' }), (verb, perform) =>
      verb === 'appendTaskLogs' ? Promise.reject(new StoreUnavailableError('the disk is full')) : perform(),
    )
    await using test = await createTaskApp({ overrides: { store } })
    await schedule(test.client, 'task', 'a b')
    const running = test.client.call('tasks.run', { stream_all: true })
    await pass(test, 6)
    expect((await running).items).toMatchObject([{ type: 'error', code: 'TASK_LOG_FAILED', name: 'task' }])
    expect(await listFirings(test.client)).toMatchObject([{ status: 'error', error: { code: 'TASK_LOG_FAILED' } }])
  })

  it('case 38: in progress lets no other be triggered with skip', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'task', '@5')
    const running = fire(test.client)
    await pass(test, 1)
    await expect(test.client.call('tasks.trigger', { name: 'task' })).rejects.toMatchObject({ code: 'TASK_OVERLAP' })
    await pass(test, 4)
    await running
  })

  it('case 44: a clock that is set back makes nothing due again', async () => {
    await using test = await createTaskApp()
    const { client, clock, app } = test
    await schedule(client, 'task', 'a', { interval_seconds: 60 })
    await schedule(client, 'cron', 'a', { cron: '* * * * *' })
    await clock.advance(120_000)
    await fire(client)
    const back = new Date(clock.now() - 3_600_000).toISOString()
    expect(await app.store.listDueSchedules({ at: back, scope: null, afterId: 0, limit: 10 })).toEqual([])
  })
})

describe('the scheduler of the server', () => {
  it('case 45: wakes for what is scheduled while it sleeps', async () => {
    await using test = await createTaskApp({ isScheduling: true })
    await test.clock.advance(3_600_000)
    await schedule(test.client, 'task', 'a', { interval_seconds: 1 })
    await pass(test, 2)
    expect(await listFirings(test.client)).toHaveLength(3)
    expect(test.errors).toEqual([])
  })

  it('case 43: fires a task once, however long the firing lives', async () => {
    await using test = await createTaskApp({ isScheduling: true })
    await schedule(test.client, 'task', '@6 a')
    await pass(test, 5)
    expect(await fire(test.client)).toEqual([])
    await pass(test, 2)
    await test.app.tasks.whenIdle()
    expect(await listFirings(test.client)).toMatchObject([{ attempt: 1, status: 'done' }])
  })

  it('sleeps longer than a timer of Node can, and not at all past end_at', async () => {
    await using test = await createTaskApp({ isScheduling: true })
    const { client, clock } = test
    await schedule(client, 'rare', 'a', { in_seconds: 90 * 86_400 })
    await schedule(client, 'ended', 'a', { at: new Date(clock.now() + 1000).toISOString() })
    await clock.advance(89 * 86_400_000)
    expect(await listFirings(client)).toHaveLength(1)
    await clock.advance(86_400_000)
    await test.app.tasks.whenIdle()
    expect(await listFirings(client)).toHaveLength(2)
    expect(clock.pending).toBeLessThan(5)
  })
})
