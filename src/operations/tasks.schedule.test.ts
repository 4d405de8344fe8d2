import { describe, expect, it } from 'vitest'
import { createTaskApp, fire, listFirings, listItems, listTasks, pass, schedule, settle } from '../testing/task-app.ts'

const code = (name: string) => expect.objectContaining({ code: name })

describe('tasks.schedule', () => {
  it('case 5: a name is taken, also after its oneshot fired', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'task', 'a')
    await expect(schedule(test.client, 'task', 'b')).rejects.toEqual(code('TASK_EXISTS'))
    await fire(test.client)
    await expect(schedule(test.client, 'task', 'b')).rejects.toMatchObject({
      code: 'TASK_EXISTS',
      problem: { detail: expect.stringMatching(/"task".*"api".*--overwrite/) },
    })
    expect(await listTasks(test.client)).toHaveLength(1)
  })

  it('case 6: an overwritten oneshot fires again as version 2; the logs keep version 1', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'task', 'a')
    await fire(test.client)
    expect(await schedule(test.client, 'task', 'b', { overwrite: true })).toMatchObject({ version: 2 })
    expect(await fire(test.client)).toEqual(['task true'])
    expect(await listTasks(test.client)).toMatchObject([{ version: 2, runs: 1 }])
    expect((await listFirings(test.client)).map(({ version }) => version)).toEqual([1, 2])
  })

  it('case 7: a new version is due at once, unless it keeps the phase', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'task', 'a', { interval_seconds: 60 })
    await fire(test.client)
    await test.clock.advance(1000)
    await schedule(test.client, 'task', 'a', { interval_seconds: 3600, overwrite: true, keep_phase: true })
    expect(await fire(test.client)).toEqual([])
    await schedule(test.client, 'task', 'a', { interval_seconds: 3600, overwrite: true })
    expect(await fire(test.client)).toEqual(['task true'])
  })

  it('case 8: the kind may change, and the old version never fires', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'task', 'old', { in_seconds: 60 })
    await schedule(test.client, 'task', 'new', { interval_seconds: 600, overwrite: true })
    expect(await listTasks(test.client)).toMatchObject([{ interval: '10m', version: 2 }])
    expect(await listTasks(test.client, { oneshot: true })).toEqual([])
    await schedule(test.client, 'task', 'last', { in_seconds: 60, overwrite: true })
    await test.clock.advance(600_000)
    await fire(test.client)
    expect(test.probe.begun).toEqual(['last'])
  })

  it('what was given is listed as it was given, and what was not is left out', async () => {
    await using test = await createTaskApp()
    const policy = {
      start_at: '2030-01-01T00:00:00.000Z',
      end_at: '2031-01-01T00:00:00.000Z',
      max_runs: 5,
      jitter_seconds: 30,
      overlap: 'queue',
      catch_up: 'all',
      catch_up_window_seconds: 600,
      interval_from: 'completion',
      retry: { max_attempts: 3, backoff_seconds: 5, factor: 3, max_backoff_seconds: 60 },
      run_timeout_seconds: 90,
      on_lost: 'retry',
    } as const
    await schedule(test.client, 'full', 'a', { interval_seconds: 60, ...policy })
    await schedule(test.client, 'plain', 'a !no', { interval_seconds: 60 })
    const [full, plain = {}] = await listTasks(test.client)
    expect(full).toMatchObject(policy)
    const shown = Object.keys(plain).filter((name) => name in policy)
    expect(shown).toEqual(['overlap', 'catch_up', 'on_lost'])
  })

  it('case 13: concurrent overwrites get versions of their own', async () => {
    await using test = await createTaskApp()
    const made = await Promise.all(
      Array.from({ length: 8 }, () => schedule(test.client, 'task', 'a', { overwrite: true })),
    )
    expect(made.map(({ version }) => version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it.each([
    [['agent', 'lit'], '/command/1'],
    [['nothing'], '/command/0'],
    [['agent', 'run', 'execute'], '/command/2'],
    [['agent', 'get', '--agentId', 'x'], '/command/2'],
    [['agent', 'list', '--limit', '0'], '/command/1'],
    [['agent', 'list', 'word'], '/command/2'],
    [['agent', 'list', '--limit'], '/command/2'],
    [['agent', 'list', '--jq', '.['], '/command/2'],
    [
      ['tasks', 'schedule', '--name', 'x', '--description', 'd', '--interval', 'abc', '--', 'agent', 'list'],
      '/command/6',
    ],
  ])('case 19: refuses %j at %s and stores nothing', async (command, pointer) => {
    await using test = await createTaskApp()
    const call = test.client.call('tasks.schedule', { name: 'task', description: '', command })
    await expect(call).rejects.toMatchObject({ code: 'INPUT_INVALID', problem: { status: 422, issues: [{ pointer }] } })
    expect(await listTasks(test.client)).toEqual([])
  })

  it('case 19: says which flag of the command is missing', async () => {
    await using test = await createTaskApp()
    const command = ['agent', 'run', 'execute', '--agent-id', 'x']
    const call = test.client.call('tasks.schedule', { name: 'task', description: '', command })
    await expect(call).rejects.toMatchObject({ message: '/command/2: --input is missing' })
  })

  it.each([
    [['tasks', 'run']],
    [['tasks', 'trigger', '--name', 'x']],
    [['tasks', 'schedule', '--name', 'x', '--description', 'd', '--oneshot', '--', 'tasks', 'run']],
  ])('case 35: refuses %j as a recursion', async (command) => {
    await using test = await createTaskApp()
    const call = test.client.call('tasks.schedule', { name: 'task', description: '', command })
    await expect(call).rejects.toEqual(code('SCHEDULE_RECURSION'))
  })

  it.each([
    [{ interval_seconds: 60, cron: '* * * * *' }, '/cron'],
    [{ at: '2026-01-05T08:00:00Z' }, '/at'],
    [{ cron: '61 * * * *' }, '/cron'],
    [{ cron: '0 2 * * *', time_zone: 'Mars/X' }, '/time_zone'],
    [{ time_zone: 'UTC' }, '/time_zone'],
    [{ start_at: '2026-02-01T00:00:00Z', end_at: '2026-01-31T00:00:00Z' }, '/end_at'],
    [{ interval_seconds: 0 }, '/interval_seconds'],
    [{ timeout_seconds: 0 }, '/timeout_seconds'],
    [{ command: [] }, '/command'],
  ])('cases 25 and 42: refuses %j', async (change, pointer) => {
    await using test = await createTaskApp()
    await expect(schedule(test.client, 'task', 'a', change)).rejects.toMatchObject({
      problem: { code: 'INPUT_INVALID', issues: [{ pointer }] },
    })
  })

  it('case 21: a filter of the command makes the value, one of the call sees the envelope; Python is off', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'task', '', { command: ['probe', 'see', '--jq', '.hierarchy'] })
    const { items } = await test.client.call('tasks.run', { stream_all: true })
    expect(items).toMatchObject([{ name: 'task', value: 'api' }])
    const { items: filtered } = await test.client.call('tasks.trigger', {
      name: 'task',
      stream_all: true,
      jq: '.name, .value',
    })
    expect(filtered).toEqual(['task', 'api'])
    const python = test.client.call('tasks.list', { targets: [{ by: 'me' }], python: 'item' })
    await expect(python).rejects.toEqual(code('TRANSFORM_DISABLED'))
    const inner = schedule(test.client, 'other', '', { command: ['probe', 'see', '--python', 'item'] })
    await expect(inner).rejects.toMatchObject({ problem: { issues: [{ pointer: '/command/2' }] } })
  })

  it('case 42: a oneshot with nobody there at its time fires once, late', async () => {
    await using test = await createTaskApp()
    await schedule(test.client, 'task', 'a', { at: new Date(test.clock.now() + 5000).toISOString() })
    expect(await fire(test.client)).toEqual([])
    await test.clock.advance(3_600_000)
    expect([await fire(test.client), await fire(test.client)]).toEqual([['task true'], []])
  })

  it('case 40: a task ends with max_runs and with end_at', async () => {
    await using test = await createTaskApp()
    const { client, clock } = test
    const end = new Date(clock.now() + 100_000).toISOString()
    await schedule(client, 'twice', 'a', { interval_seconds: 60, max_runs: 2 })
    await schedule(client, 'until', 'a', { interval_seconds: 3600, end_at: end })
    await fire(client)
    for (let n = 0; n < 3; n += 1) {
      await clock.advance(60_000)
      await fire(client)
    }
    expect(await listFirings(client, { name: 'twice' })).toHaveLength(2)
    const tasks = await listTasks(client)
    expect(tasks.map(({ state, next_run_at: next }) => [state, next])).toEqual([
      ['complete', undefined],
      ['complete', undefined],
    ])
  })

  it('case 40: a task that nobody fired before its end_at is exhausted, and is never fired', async () => {
    await using test = await createTaskApp()
    const { client, clock } = test
    await schedule(client, 'late', 'a', { in_seconds: 30, end_at: new Date(clock.now() + 60_000).toISOString() })
    await clock.advance(60_000)
    expect(await listTasks(client, { pending: true })).toMatchObject([{ state: 'active' }])
    await clock.advance(1)
    expect(await listTasks(client, { pending: true })).toEqual([])
    expect(await listTasks(client, { exhausted: true })).toMatchObject([{ name: 'late', state: 'complete', runs: 0 }])
    expect(await fire(client)).toEqual([])
    expect(await listFirings(client)).toEqual([])
  })

  it('case 38: slots of a pause are dropped, a oneshot fires on resume, a trigger works on a paused task', async () => {
    await using test = await createTaskApp()
    const { client, clock } = test
    await schedule(client, 'often', 'a', { interval_seconds: 60 })
    await schedule(client, 'once', 'a', { in_seconds: 30 })
    await fire(client)
    for (const name of ['often', 'once']) await client.call('tasks.pause', { name, reason: 'holiday' })
    expect(await listTasks(client)).toMatchObject([{ state: 'paused', paused_reason: 'holiday' }, { state: 'paused' }])
    await clock.advance(610_000)
    expect(await fire(client)).toEqual([])
    const { items } = await client.call('tasks.trigger', { name: 'often' })
    expect(items).toMatchObject([{ success: true }])
    expect(await listTasks(client)).toMatchObject([{ state: 'paused', runs: 2 }, {}])
    for (const name of ['often', 'once']) await client.call('tasks.resume', { name })
    expect(await fire(client)).toEqual(['once true'])
    await clock.advance(50_000)
    expect(await fire(client)).toEqual(['often true'])
  })

  it('case 37: a deleted task is gone, its name free; a firing in progress ends and is logged', async () => {
    await using test = await createTaskApp()
    const { client, clock } = test
    await schedule(client, 'task', '@5 a', { interval_seconds: 60 })
    const running = fire(client)
    await pass(test, 1)
    const remove = () => client.call('tasks.delete', { name: 'task' })
    expect([await remove(), await remove()]).toEqual([{ deleted: true }, { deleted: false }])
    await pass(test, 4)
    expect(await running).toEqual(['task true'])
    await clock.advance(600_000)
    expect(await fire(client)).toEqual([])
    expect(await listItems(client)).toEqual(['task {"text":"a"}'])
    expect(await schedule(client, 'task', 'b')).toMatchObject({ version: 1 })
  })

  it('case 41: with a jitter it fires at the moments that the preview told', async () => {
    await using test = await createTaskApp({ isScheduling: true })
    const { client, clock } = test
    await schedule(client, 'task', 'a', { cron: '*/5 * * * *', jitter_seconds: 30 })
    const { items } = await client.call('tasks.preview', { name: 'task', count: 3 })
    for (const { due_at: at } of items) {
      await clock.advance(Date.parse(at) - clock.now())
      await settle()
    }
    const fired = await listFirings(client)
    expect(fired.map(({ ran_at: at }) => at)).toEqual(items.map(({ due_at: at }) => at))
    for (const { due_at: slot = '', ran_at: at } of fired) {
      expect(Date.parse(at) - Date.parse(slot)).toBeLessThanOrEqual(30_000)
    }
  })

  it('case 39: a preview tells local times over changes of the clocks', async () => {
    await using test = await createTaskApp()
    const preview = async (from: string) => {
      const input = { cron: '30 2 * * *', time_zone: 'Europe/Berlin', from, count: 2 }
      return (await test.client.call('tasks.preview', input)).items.map(({ local }) => local)
    }
    expect(await preview('2026-03-28T12:00:00Z')).toEqual(['2026-03-29T03:00:00+02:00', '2026-03-30T02:30:00+02:00'])
    expect(await preview('2026-10-24T12:00:00Z')).toEqual(['2026-10-25T02:30:00+02:00', '2026-10-26T02:30:00+01:00'])
    await expect(test.client.call('tasks.preview', {})).rejects.toEqual(code('INPUT_INVALID'))
    const both = test.client.call('tasks.preview', { name: 'x', cron: '0 0 * * *' })
    await expect(both).rejects.toEqual(code('INPUT_INVALID'))
  })
})
