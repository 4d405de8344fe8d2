import { describe, expect, it } from 'vitest'
import { noProgress } from '../core/schedule.ts'
import { newSchedule } from '../testing/schedule-fixture.ts'
import { record } from '../testing/store-fixture.ts'
import { createTaskApp, fire, listFirings, listItems, listTasks, pass, schedule } from '../testing/task-app.ts'

const value = (text: string) => JSON.stringify({ text })
const names = async (items: Promise<readonly { name: string }[]>) => (await items).map(({ name }) => name)

describe('tasks.run', () => {
  it('case 1: no schedules, no lines', async () => {
    await using test = await createTaskApp()
    expect(await fire(test.client)).toEqual([])
    const response = await test.send('/v1/tasks/run', { method: 'POST' })
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/x-ndjson',
      '',
    ])
  })

  it('case 2: a oneshot fires once', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'once', 'a')
    expect(await names(listTasks(test.client, { pending: true }))).toEqual(['once'])
    const { items } = await test.client.call('tasks.run', {})
    expect(items).toEqual([
      { agent_instance_hierarchy: 'api', name: 'once', version: 1, run_id: expect.any(String), success: true },
    ])
    expect(await fire(test.client)).toEqual([])
    expect(await names(listTasks(test.client, { pending: true }))).toEqual([])
    expect(await listTasks(test.client, { exhausted: true })).toMatchObject([
      { name: 'once', state: 'complete', runs: 1 },
    ])
  })

  it('case 3: an interval fires at once and at whole intervals', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'often', 'a', { interval_seconds: 60 })
    expect(await fire(test.client)).toEqual(['often true'])
    await test.clock.advance(59_000)
    expect(await fire(test.client)).toEqual([])
    await test.clock.advance(1000)
    expect(await fire(test.client)).toEqual(['often true'])
  })

  it('case 4: missed slots become one firing, all of them, or a skip', async () => {
    await using test = await createTaskApp()
    const { client, clock } = test
    await schedule(client, 'one', 'a', { interval_seconds: 60 })
    await schedule(client, 'all', 'a', { interval_seconds: 60, catch_up: 'all' })
    await schedule(client, 'none', 'a', { interval_seconds: 3600, catch_up: 'none' })
    await fire(client)
    await clock.advance(600_000)
    const fired = await fire(client)
    expect(fired.filter((line) => line === 'one true')).toHaveLength(1)
    expect(fired.filter((line) => line === 'all true')).toHaveLength(10)
    await clock.advance(59_000)
    expect(await fire(client)).toEqual([])
    await clock.advance(2.5 * 3_600_000 - 659_000)
    await fire(client)
    const rows = (await listFirings(client, { name: 'none' })).map(({ status, reason }) => `${status} ${reason ?? ''}`)
    expect(rows).toEqual(['done ', 'skipped missed'])
    await clock.advance(0.5 * 3_600_000)
    expect(await fire(client)).toContain('none true')
  })

  it('cases 9 and 11: fires the subtree of its caller, each task once', async () => {
    await using test = await createTaskApp()
    for (const path of ['cli', 'cli/a', 'cli/a/b', 'clix', 'cli/ab']) {
      const headers = { 'X-Errand-Agent-Instance-Hierarchy': path, 'content-type': 'application/json' }
      for (const name of ['one', 'two']) {
        const body = JSON.stringify({ name, description: '', command: ['probe', 'play'] })
        expect((await test.send('/v1/tasks', { method: 'POST', headers, body })).status).toBe(200)
      }
    }
    const run = async (path: string) => {
      const headers = { 'X-Errand-Agent-Instance-Hierarchy': path }
      const text = await (await test.send('/v1/tasks/run', { method: 'POST', headers })).text()
      const lines = text.split('\n').filter((line) => line !== '')
      return lines.map((line) => {
        const { agent_instance_hierarchy: where, name } = JSON.parse(line) as Record<string, string>
        return `${where} ${name}`
      })
    }
    expect((await run('cli/a')).toSorted()).toEqual(['cli/a one', 'cli/a two', 'cli/a/b one', 'cli/a/b two'])
    expect((await run('cli')).toSorted()).toEqual(['cli one', 'cli two', 'cli/ab one', 'cli/ab two'])
    expect(await run('cli')).toEqual([])
  })

  it('case 12: 20 oneshots fire 20 times, whoever claims', async () => {
    await using test = await createTaskApp({ isScheduling: true })
    const { client, clock } = test
    for (let n = 0; n < 20; n += 1) await schedule(client, `task-${n}`, 'a', { in_seconds: 5 })
    const moved = clock.advance(5000)
    const runs = Array.from({ length: 8 }, () => fire(client))
    await moved
    await Promise.all(runs)
    await test.app.tasks.whenIdle()
    const firings = await listFirings(client)
    expect([firings.length, test.probe.begun.length]).toEqual([20, 20])
    expect(new Set(firings.map(({ name }) => name)).size).toBe(20)
  })

  it('cases 14 and 15: all items or one line; the logs hold the same', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'three', 'a b c')
    const { items } = await test.client.call('tasks.run', { stream_all: true })
    expect(items.map((item) => ('value' in item ? item.value : item))).toEqual([
      { text: 'a' },
      { text: 'b' },
      { text: 'c' },
    ])
    expect(new Set(items.map((item) => item.run_id)).size).toBe(1)
    const logged = ['a', 'b', 'c'].map((text) => `three ${value(text)}`)
    expect(await listItems(test.client)).toEqual(logged)
    await schedule(test.client, 'three', 'a b c', { overwrite: true })
    expect(await fire(test.client)).toEqual(['three true'])
    expect(await listItems(test.client)).toEqual([...logged, ...logged])
  })

  it.each([
    ['case 16', 'a !b c', 'task true', { status: 'done', had_errors: true }],
    ['case 17', 'a !b', 'task false', { status: 'error', had_errors: true, error: { code: 'PROBE', message: 'b' } }],
    ['case 18', '', 'task true', { status: 'done', had_errors: false, items: 0 }],
  ])('%s: the final item decides', async (_case, script, line, row) => {
    await using test = await createTaskApp()
    await schedule(test.client, 'task', script)
    expect(await fire(test.client)).toEqual([line])
    expect(await listFirings(test.client)).toMatchObject([row])
  })

  it('case 20: an error is in the logs in both modes, with the names of its task', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'bad', '?')
    await schedule(test.client, 'worse', '?')
    await test.client.call('tasks.trigger', { name: 'bad' })
    await test.client.call('tasks.trigger', { name: 'worse', stream_all: true })
    const { items } = await test.client.call('tasks.logs', { errors_only: true })
    const errors = items.filter((item) => 'type' in item)
    expect(errors).toMatchObject(
      ['bad', 'worse'].map((name) => ({
        type: 'error',
        code: 'NOT_NOW',
        message: 'not now',
        name,
        agent_instance_hierarchy: 'api',
        version: 1,
        run_id: expect.any(String),
      })),
    )
  })

  it('case 27: what is ready first is told first', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'slow', 'a @2 b')
    await schedule(test.client, 'quick', 'c', { command: ['probe', 'see'] })
    const whole = test.client.call('tasks.run', { stream_all: true })
    await pass(test, 2)
    const order = (await whole).items.map((item) => item.name)
    expect([order.length, order.at(-1)]).toEqual([3, 'slow'])
    await schedule(test.client, 'slow', '@2', { overwrite: true })
    await schedule(test.client, 'quick', 'c', { overwrite: true })
    const short = fire(test.client)
    await pass(test, 2)
    expect(await short).toEqual(['quick true', 'slow true'])
  })

  it('case 32: the deadline of a call ends its firings, and so does that of a task', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'slow', '@5')
    const running = test.client.call('tasks.run', { timeout_seconds: 1 })
    await pass(test, 1)
    expect((await running).items.at(-1)).toMatchObject({ type: 'error', code: 'RUN_TIMEOUT' })
    await test.app.tasks.whenIdle()
    await schedule(test.client, 'slow', '@5', { overwrite: true, run_timeout_seconds: 1 })
    const second = fire(test.client)
    await pass(test, 1)
    expect(await second).toEqual(['slow false'])
    const late = { status: 'error', error: { code: 'RUN_TIMEOUT' } }
    expect(await listFirings(test.client)).toMatchObject([late, late])
    expect(await listItems(test.client)).toEqual(Array(2).fill('slow RUN_TIMEOUT the firing took longer than it may'))
  })

  it('case 46: a thousand tasks fire beside one that cannot be read, at most 16 at a time', async () => {
    await using test = await createTaskApp()
    const { client, app } = test
    await Promise.all(Array.from({ length: 999 }, (_, n) => schedule(client, `task-${n}`, '@1 a')))
    await schedule(client, 'bad', 'a')
    const at = new Date(test.clock.now()).toISOString()
    await app.store.createSchedule({
      schedule: newSchedule({ hierarchy: 'api', name: 'bad', createdAt: at, timing: { kind: 'never' } as never }),
      overwrite: true,
      start: () => ({ progress: noProgress, nextDueAt: at }),
      createRecord: () => record('bad'),
    })
    const running = fire(client)
    await pass(test, Math.ceil(999 / 16) + 2)
    expect((await running).filter((line) => line.endsWith('true'))).toHaveLength(999)
    expect(test.probe.most()).toBe(16)
    expect((await listFirings(client)).filter(({ status }) => status === 'error')).toMatchObject([{ name: 'bad' }])
  })
})
