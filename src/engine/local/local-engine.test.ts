import { describe, expect, it } from 'vitest'
import { defineTool } from '../../runtime/define-tool.ts'
import { createCallingAgent } from '../../testing/engine-fixture.ts'
import type { Intercept } from '../../testing/intercept-store.ts'
import { createSetting, ended, last, typesOf } from '../../testing/engine-settings.ts'
import { createGatedTool } from '../../testing/gated-tool.ts'
import { listSpanFaults } from '../../testing/list-traces.ts'
import { eventsOf } from '../../testing/run-agent.ts'
import { cancel, createRun, readLog, startRun, toolStarted, turn } from '../../testing/store-fixture.ts'

describe('an engine', () => {
  it('works on at most as many runs as it may, in order of queueing', async () => {
    const setting = createSetting()
    const gate = createGatedTool()
    const { agent } = createCallingAgent([gate.tool])
    await setting.save(agent)
    const engine = setting.createEngine({ concurrency: 2 })
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    for (const id of ['run_1', 'run_2', 'run_3', 'run_4']) await createRun(setting.store, id)
    const calls = [await gate.started(), await gate.started()]
    expect(calls.map((call) => call.runId)).toEqual(['run_1', 'run_2'])
    expect(engine.health()).toMatchObject({ running: 2, queued: 2, concurrency: 2, isStopping: false })
    gate.release('x')
    expect((await gate.started()).runId).toBe('run_3')
    expect((await gate.started()).runId).toBe('run_4')
    gate.release('x')
    await engine.whenIdle()
    expect(engine.health()).toMatchObject({ running: 0, queued: 0, estimatedWaitMs: 0 })
    expect(setting.errors).toEqual([])
  })

  it('estimates how long a run will wait from how long runs took', async () => {
    const setting = createSetting()
    const gate = createGatedTool()
    const { agent } = createCallingAgent([gate.tool])
    await setting.save(agent)
    const engine = setting.createEngine({ concurrency: 1 })
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    await createRun(setting.store, 'run_1')
    await gate.started()
    await setting.clock.advance(10_000)
    gate.release('x')
    await ended(setting, 'run_1')
    await createRun(setting.store, 'run_2')
    await gate.started()
    expect(engine.health().estimatedWaitMs).toBe(1000)
    await createRun(setting.store, 'run_3')
    expect(engine.health().estimatedWaitMs).toBe(2000)
    gate.release('x')
    await gate.started()
    gate.release('x')
    await engine.whenIdle()
  })

  it('takes up at its start what was left open, oldest first', async () => {
    const setting = createSetting()
    const { agent, model } = createCallingAgent()
    await setting.save(agent)
    for (const id of ['run_1', 'run_2', 'run_3']) await createRun(setting.store, id)
    await cancel(setting.store, 'run_2')
    const engine = setting.createEngine()
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    await Promise.all([ended(setting, 'run_1'), ended(setting, 'run_3')])
    expect(model.calls).toHaveLength(2)
  })

  it('lets runs wait whose code is not loaded, and goes on with them when it is', async () => {
    const setting = createSetting()
    const { agent } = createCallingAgent()
    await setting.save(agent)
    const engine = setting.createEngine({ concurrency: 1 })
    await engine.start()
    for (const id of ['run_1', 'run_2']) await createRun(setting.store, id)
    await engine.whenIdle()
    expect(await last(setting, 'run_1')).toBe('run.created')
    await cancel(setting.store, 'run_1')
    engine.load({ agentId: 'agent', agent })
    await ended(setting, 'run_2')
    expect(typesOf(await readLog(setting.store, 'run_1'))).toEqual(['run.created', 'run.cancelled'])
  })
})

describe('the runs of a session', () => {
  const created = { sessionId: 's1' }

  it('are worked on one at a time, in order, past one that was cancelled in the queue', async () => {
    const setting = createSetting()
    const gate = createGatedTool()
    const { agent } = createCallingAgent([gate.tool])
    await setting.save(agent)
    const engine = setting.createEngine()
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    for (const id of ['run_1', 'run_2', 'run_3']) await createRun(setting.store, id, { created })
    await createRun(setting.store, 'other', { created: { sessionId: 's2' } })
    const runIds = [(await gate.started()).runId, (await gate.started()).runId]
    expect(runIds).toEqual(['run_1', 'other'])
    await cancel(setting.store, 'run_2')
    expect(engine.health()).toMatchObject({ running: 2, queued: 0 })
    expect(await last(setting, 'run_3')).toBe('run.created')
    gate.release('x')
    expect((await gate.started()).runId).toBe('run_3')
    expect(await last(setting, 'run_1')).toBe('run.completed')
    gate.release('x')
    await engine.whenIdle()
    expect(await last(setting, 'run_3')).toBe('run.completed')
    expect(typesOf(await readLog(setting.store, 'run_2'))).toEqual(['run.created', 'run.cancelled'])
  })

  it('make way at once for one that interrupts', async () => {
    const setting = createSetting()
    const gate = createGatedTool({ isAbortable: true })
    const { agent } = createCallingAgent([gate.tool])
    await setting.save(agent)
    const engine = setting.createEngine()
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    await createRun(setting.store, 'run_1', { created })
    await createRun(setting.store, 'run_2', { created })
    const first = await gate.started()
    await createRun(setting.store, 'run_3', { created, onBusy: 'interrupt' })
    expect(first.signal.aborted).toBe(true)
    expect((await gate.started()).runId).toBe('run_3')
    for (const id of ['run_1', 'run_2']) expect(await last(setting, id)).toBe('run.cancelled')
    gate.release('x')
    await ended(setting, 'run_3')
  })

  it('keep their order over a restart', async () => {
    const setting = createSetting()
    const gate = createGatedTool()
    const { agent } = createCallingAgent([gate.tool])
    await setting.save(agent)
    for (const id of ['run_1', 'run_2']) await createRun(setting.store, id, { created })
    const engine = setting.createEngine()
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    expect((await gate.started()).runId).toBe('run_1')
    expect(engine.health()).toMatchObject({ running: 1, queued: 0 })
    gate.release('x')
    expect((await gate.started()).runId).toBe('run_2')
    gate.release('x')
    await ended(setting, 'run_2')
  })
})

describe('stopping', () => {
  it('lets runs in progress finish and starts no others', async () => {
    const setting = createSetting()
    const gate = createGatedTool()
    const { agent } = createCallingAgent([gate.tool])
    await setting.save(agent)
    const engine = setting.createEngine({ concurrency: 1 })
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    for (const id of ['run_1', 'run_2']) await createRun(setting.store, id)
    await gate.started()
    const stopped = engine.stop({ graceMs: 5000 })
    expect(engine.health().isStopping).toBe(true)
    await createRun(setting.store, 'run_3')
    await setting.clock.advance(4999)
    gate.release('x')
    await stopped
    expect(await last(setting, 'run_1')).toBe('run.completed')
    for (const id of ['run_2', 'run_3']) expect(await last(setting, id)).toBe('run.created')
    expect(setting.clock.pending).toBe(0)
  })

  it('lets go of what is left after the grace, which another engine resumes', async () => {
    const setting = createSetting()
    const gate = createGatedTool({ isAbortable: true })
    const { agent } = createCallingAgent([gate.tool])
    await setting.save(agent)
    const engine = setting.createEngine()
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    await createRun(setting.store, 'run_1')
    const first = await gate.started()
    const stopped = engine.stop({ graceMs: 5000 })
    await setting.clock.advance(5000)
    await stopped
    expect(first.signal.aborted).toBe(true)
    expect(await last(setting, 'run_1')).toBe('tool.started')
    const next = setting.createEngine()
    next.load({ agentId: 'agent', agent })
    await next.start()
    await ended(setting, 'run_1')
    const log = await readLog(setting.store, 'run_1')
    expect(eventsOf(log, 'tool.unknown').map(({ data }) => data.callId)).toEqual([first.callId])
    expect(eventsOf(log, 'run.recovered')[0]?.data).toMatchObject({ attempt: 2, settled: [{ callId: first.callId }] })
    expect(listSpanFaults(log)).toEqual([])
    expect(setting.errors).toEqual([])
  })

  it('reaches a run that is just being acquired', async () => {
    const setting = createSetting()
    const { agent, model } = createCallingAgent()
    await setting.save(agent)
    const { promise: mayAcquire, resolve: acquire } = Promise.withResolvers<void>()
    const intercept: Intercept = async (verb, perform) => {
      if (verb === 'acquireRun') await mayAcquire
      return perform()
    }
    const engine = setting.createEngine({ intercept })
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    await createRun(setting.store, 'run_1')
    const stopped = engine.stop({ graceMs: 1000 })
    await setting.clock.advance(1000)
    acquire()
    await stopped
    expect(model.calls).toEqual([])
    expect(await last(setting, 'run_1')).toBe('run.started')
  })
})

describe('a cancel', () => {
  it('that is committed together with the acquisition keeps a call from being repeated', async () => {
    const setting = createSetting()
    let calls = 0
    const execute = () => (calls += 1)
    const tool = defineTool({ name: 'look', description: 'x', input: { type: 'object' }, effect: 'pure', execute })
    const { agent } = createCallingAgent([tool])
    const { epoch } = await startRun(setting.store, 'run_1')
    await setting.save(agent)
    const started = { ...toolStarted('c1', 't1'), data: { ...toolStarted('c1', 't1').data, effect: 'pure' } } as never
    await setting.store.appendEvents({ runId: 'run_1', epoch, events: [...turn('t1'), started] })
    const engine = setting.createEngine()
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    await cancel(setting.store, 'run_1')
    await engine.whenIdle()
    expect(typesOf(await readLog(setting.store, 'run_1')).slice(-3)).toEqual([
      'run.recovered',
      'tool.failed',
      'run.cancelled',
    ])
    expect(calls).toBe(0)
  })
})
