import { afterEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../contracts/run-event.ts'
import { defineAgent } from '../../runtime/define-agent.ts'
import { defineTool, type Tool } from '../../runtime/define-tool.ts'
import { StoreUnavailableError } from '../../store/store-error.ts'
import { createEngineSetting, type EngineSetting, type Intercept } from '../../testing/engine-fixture.ts'
import { callTool, createFakeModel, say } from '../../testing/fake-model.ts'
import { createGatedTool } from '../../testing/gated-tool.ts'
import { listSpanFaults } from '../../testing/list-traces.ts'
import { eventsOf, whenLogged } from '../../testing/run-agent.ts'
import { cancel, createRun, readLog, startRun, toolStarted, turn } from '../../testing/store-fixture.ts'

/** Calls its tool once, then answers. */
function createAgent(tools: Tool[] = []) {
  const model = createFakeModel((_n, { prompt }) => {
    const [tool] = tools
    return tool && prompt.at(-1)?.role !== 'tool' ? callTool(tool.definition.name) : say('Done')
  })
  return { model, agent: defineAgent({ id: 'agent', instructions: '', model, tools }) }
}

const settings: EngineSetting[] = []
function createSetting(): EngineSetting {
  const setting = createEngineSetting()
  settings.push(setting)
  return setting
}
afterEach(async () => {
  for (const { store } of settings.splice(0)) await store[Symbol.asyncDispose]()
})

const ended = ({ store, feed }: EngineSetting, runId: string) =>
  whenLogged({ store, feed, runId, type: 'run.completed', after: 0 })
const typesOf = (log: readonly RunEvent[]) => log.map((event) => event.type)
const last = async ({ store }: EngineSetting, runId: string) => (await readLog(store, runId)).at(-1)?.type

describe('an engine', () => {
  it('works on at most as many runs as it may, in order of queueing', async () => {
    const setting = createSetting()
    const gate = createGatedTool()
    const { agent } = createAgent([gate.tool])
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
    const { agent } = createAgent([gate.tool])
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
    const { agent, model } = createAgent()
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
    const { agent } = createAgent()
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
    const { agent } = createAgent([gate.tool])
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
    const { agent } = createAgent([gate.tool])
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
    const { agent } = createAgent([gate.tool])
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
    const { agent } = createAgent([gate.tool])
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
    const { agent } = createAgent([gate.tool])
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
    const { agent, model } = createAgent()
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
    const { agent } = createAgent([tool])
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

describe('a store that fails', () => {
  const down = () => new StoreUnavailableError('down')

  /** Fails the verb for its first calls, before or after it did its work. */
  function failFirst(failing: string, times: number, when: 'before' | 'after', error: () => Error = down): Intercept {
    let left = times
    return async (verb, perform) => {
      if (verb !== failing || left === 0) return perform()
      left -= 1
      if (when === 'after') await perform()
      throw error()
    }
  }

  async function startEngine(intercept: Intercept, tools: Tool[] = []) {
    const setting = createSetting()
    const { agent, model } = createAgent(tools)
    await setting.save(agent)
    const engine = setting.createEngine({ intercept })
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    await createRun(setting.store, 'run_1')
    return { ...setting, model, engine, setting }
  }

  it('when a run is acquired has it delivered again a second later', async () => {
    const { setting, clock, engine, errors } = await startEngine(failFirst('acquireRun', 2, 'before'))
    for (const ms of [999, 1, 1000]) {
      await clock.advance(0)
      await engine.whenIdle()
      expect(await last(setting, 'run_1')).toBe('run.created')
      await clock.advance(ms)
    }
    await ended(setting, 'run_1')
    expect(errors).toEqual([expect.any(StoreUnavailableError), expect.any(StoreUnavailableError)])
  })

  it('after it acquired a run has it recovered', async () => {
    const { setting, clock, engine } = await startEngine(failFirst('acquireRun', 1, 'after'))
    await engine.whenIdle()
    await clock.advance(1000)
    await ended(setting, 'run_1')
    const log = await readLog(setting.store, 'run_1')
    expect(typesOf(log).slice(0, 4)).toEqual(['run.created', 'run.started', 'run.recovered', 'turn.started'])
  })

  it('before it appended is asked again every 250 ms until it answers, and nothing is lost or doubled', async () => {
    const { setting, clock, model, errors } = await startEngine(failFirst('appendEvents', 3, 'before'))
    while (clock.pending < 2) await clock.advance(0)
    await clock.advance(749)
    expect(model.calls).toEqual([])
    await clock.advance(1)
    await ended(setting, 'run_1')
    const log = await readLog(setting.store, 'run_1')
    expect(eventsOf(log, 'turn.started')).toHaveLength(1)
    expect(eventsOf(log, 'message.completed')).toHaveLength(1)
    expect(errors).toEqual([])
  })

  it('after it appended the end of a run ends it once', async () => {
    const intercept: Intercept = async (verb, perform, params) => {
      const result = await perform()
      if (verb === 'appendEvents' && JSON.stringify(params).includes('"run.completed"')) throw down()
      return result
    }
    const { setting, clock, engine, errors } = await startEngine(intercept)
    await ended(setting, 'run_1')
    await clock.advance(250)
    await engine.whenIdle()
    const log = await readLog(setting.store, 'run_1')
    expect(typesOf(log).filter((type) => type === 'run.completed')).toHaveLength(1)
    expect(engine.health().running).toBe(0)
    expect(errors).toEqual([])
  })

  it('lets a run be cancelled and the engine be stopped meanwhile', async () => {
    const intercept: Intercept = async (verb, perform) => {
      if (verb === 'appendEvents') throw down()
      return perform()
    }
    const { setting, clock, engine } = await startEngine(intercept)
    await createRun(setting.store, 'run_2')
    while (clock.pending < 4) await clock.advance(0)
    await cancel(setting.store, 'run_1')
    await clock.advance(250)
    expect(engine.health().running).toBe(1)
    const stopped = engine.stop({ graceMs: 0 })
    await clock.advance(250)
    await stopped
    expect(await last(setting, 'run_2')).toBe('run.started')
  })

  it('by a mistake is told of, and the run is delivered again', async () => {
    const { setting, clock, engine, errors } = await startEngine(
      failFirst('appendEvents', 1, 'before', () => new TypeError('a bug')),
    )
    await engine.whenIdle()
    expect(errors).toEqual([new TypeError('a bug')])
    await clock.advance(1000)
    await ended(setting, 'run_1')
  })

  it('by a mistake while a tool logs lets go of the run, and nothing is left unhandled', async () => {
    const gate = createGatedTool()
    const intercept: Intercept = (verb, perform, params) => {
      if (verb === 'appendEvents' && JSON.stringify(params).includes('"log"'))
        return Promise.reject(new TypeError('a bug'))
      return perform()
    }
    const { setting, clock, engine, errors } = await startEngine(intercept, [gate.tool])
    const call = await gate.started()
    call.log('info', 'one')
    call.log('info', 'two')
    await engine.whenIdle()
    expect(call.signal.aborted).toBe(true)
    expect(errors).toEqual([new TypeError('a bug')])
    await clock.advance(1000)
    await ended(setting, 'run_1')
    expect(eventsOf(await readLog(setting.store, 'run_1'), 'tool.unknown')).toHaveLength(1)
  })
})

describe('the deadline', () => {
  it('that passes while a turn is being started ends the run, even if the model would never answer', async () => {
    const setting = createSetting()
    const model = createFakeModel(() => new Promise(() => undefined))
    const agent = defineAgent({ id: 'agent', instructions: '', model })
    await setting.save(agent)
    const { promise: mayAppend, resolve: append } = Promise.withResolvers<void>()
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    const intercept: Intercept = async (verb, perform) => {
      if (verb === 'appendEvents') {
        ask()
        await mayAppend
      }
      return perform()
    }
    const engine = setting.createEngine({ intercept })
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    await createRun(setting.store, 'run_1')
    await asked
    await setting.clock.advance(60_000)
    append()
    const { store, feed } = setting
    const { data } = await whenLogged({ store, feed, runId: 'run_1', type: 'run.failed', after: 0 })
    expect(data.code).toBe('RUN_TIMEOUT')
  })
})
