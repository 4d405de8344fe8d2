import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { StoreUnavailableError } from '../store/store-error.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { interceptStore } from '../testing/intercept-store.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTaskApp, fire, listFirings, listItems, listTasks, pass, schedule } from '../testing/task-app.ts'
import { createTempDir } from '../testing/temp-dir.ts'

describe('a firing', () => {
  it('cases 28 and 29: whose process died is begun again, or lost, as its command says', async () => {
    using dir = createTempDir()
    const options = { databasePath: join(dir.path, 'errand.db') }
    {
      await using first = await createTaskApp(options)
      const play = (command: string) => ({ command: ['probe', command, '--script', '@5', 'a'] })
      await schedule(first.client, 'safe', '', play('again'))
      await schedule(first.client, 'once', '', play('play'))
      await schedule(first.client, 'asked', '', { ...play('play'), on_lost: 'retry' })
      void fire(first.client).catch(() => undefined)
      await pass(first, 1)
    }
    await using second = await createTaskApp(options)
    const { client } = second
    expect(await listTasks(client)).toMatchObject([{ last_status: 'pending' }, { last_status: 'lost' }, {}])
    const again = fire(client)
    await pass(second, 5)
    expect((await again).toSorted()).toEqual(['asked true', 'safe true'])
    const rows = await listFirings(client)
    expect(rows.find(({ name }) => name === 'safe')).toMatchObject({ status: 'done', attempt: 2 })
    expect(rows.find(({ name }) => name === 'asked')).toMatchObject({ status: 'done', attempt: 2 })
    expect(rows.find(({ name }) => name === 'once')).toMatchObject({ status: 'lost', error: { code: 'TASK_LOST' } })
    expect((await listItems(client, { name: 'once' })).at(-1)).toContain('TASK_LOST')
  })

  it('that was taken over begins, also when another could not be claimed beside it', async () => {
    using dir = createTempDir()
    const options = { databasePath: join(dir.path, 'errand.db') }
    {
      await using first = await createTaskApp(options)
      for (const name of ['one', 'two']) {
        await schedule(first.client, name, '', { command: ['probe', 'again', '--script', '@5', 'a'] })
      }
      void fire(first.client).catch(() => undefined)
      await pass(first, 1)
    }
    let failures = 1
    const store = interceptStore(createSqliteStore({ path: options.databasePath }), (verb, perform) =>
      verb === 'claimFiring' && failures-- > 0
        ? Promise.reject(new StoreUnavailableError('the disk is full'))
        : perform(),
    )
    await using second = await createTaskApp({ ...options, overrides: { store } })
    await expect(fire(second.client)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await pass(second, 5)
    expect((await listFirings(second.client)).map(({ status }) => status)).toEqual(['done'])
    const again = fire(second.client)
    await pass(second, 5)
    expect(await again).toEqual(['one true'])
  })

  it('whose end the store does not take keeps nobody from stopping', async () => {
    let isFull = false
    const store = interceptStore(createSqliteStore({ path: ':memory:' }), (verb, perform) =>
      isFull && (verb === 'appendTaskLogs' || verb === 'settleFiring')
        ? Promise.reject(new StoreUnavailableError('the disk is full'))
        : perform(),
    )
    const test = await createTaskApp({ overrides: { store } })
    await schedule(test.client, 'task', '@1 a @9 b')
    void fire(test.client).catch(() => undefined)
    await pass(test, 0)
    isFull = true
    await pass(test, 6)
    expect(test.errors).toContainEqual(new StoreUnavailableError('the disk is full'))
    let isStopped = false
    void test.app.stop({ graceMs: 0 }).then(() => (isStopped = true))
    await pass(test, 3)
    expect(isStopped).toBe(true)
  })

  it('of a task that cannot be read keeps the server from nothing', async () => {
    using dir = createTempDir()
    const databasePath = join(dir.path, 'errand.db')
    {
      await using first = await createTaskApp({ databasePath })
      for (const name of ['bad', 'good']) {
        await schedule(first.client, name, '', { command: ['probe', 'again', '--script', '@5', 'a'] })
      }
      void fire(first.client).catch(() => undefined)
      await pass(first, 1)
    }
    const db = new DatabaseSync(databasePath)
    db.exec("UPDATE schedules SET policy = '{}' WHERE name = 'bad'")
    db.close()
    await using second = await createTaskApp({ databasePath })
    expect(second.errors).toMatchObject([
      { message: expect.stringMatching(/^task "bad": firing \S+ cannot be taken over$/) },
    ])
    const again = fire(second.client)
    await pass(second, 5)
    expect(await again).toEqual(['good true'])
  })

  it('that was asked to stop while its process died is cancelled, and the one that waits for it goes on', async () => {
    using dir = createTempDir()
    const databasePath = join(dir.path, 'errand.db')
    const change = { command: ['probe', 'again', '--script', '@9', 'a'], interval_seconds: 6 }
    {
      const store = { ...createSqliteStore({ path: databasePath }), watchTasks: () => () => undefined }
      await using deaf = await createTaskApp({ databasePath, overrides: { store } })
      await schedule(deaf.client, 'task', '', { ...change, overlap: 'cancel-previous' })
      void fire(deaf.client).catch(() => undefined)
      await pass(deaf, 6)
      void fire(deaf.client).catch(() => undefined)
      await pass(deaf, 1)
    }
    await using test = await createTaskApp({ databasePath })
    void fire(test.client)
    await pass(test, 10)
    expect((await listFirings(test.client)).map(({ status }) => status)).toEqual(['cancelled', 'done'])
  })

  it('that streams a run follows the same run after a crash', async () => {
    using dir = createTempDir()
    const gate = createGatedTool()
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }], { tools: [gate.tool] })
    const options = { databasePath: join(dir.path, 'errand.db'), agents: [agent] }
    {
      await using first = await createTaskApp(options)
      await schedule(first.client, 'task', '', {
        command: ['agent', 'run', 'execute', '--agent-id', 'scripted', '--input', '{"message":"Go."}', '--stream'],
      })
      void fire(first.client).catch(() => undefined)
      await gate.started()
    }
    await using second = await createTaskApp(options)
    expect(await fire(second.client)).toEqual(['task true'])
    const [firing, ...others] = await listFirings(second.client)
    expect(others).toEqual([])
    expect(firing).toMatchObject({ attempt: 2, status: 'done', agent_run_ids: [expect.any(String)] })
    expect((await second.client.call('agent.run.list', {})).total).toBe(1)
  })
})
