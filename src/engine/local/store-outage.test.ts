import { describe, expect, it } from 'vitest'
import { defineAgent } from '../../runtime/define-agent.ts'
import type { Tool } from '../../runtime/define-tool.ts'
import { StoreUnavailableError } from '../../store/store-error.ts'
import { createCallingAgent } from '../../testing/engine-fixture.ts'
import type { Intercept } from '../../testing/intercept-store.ts'
import { createFakeModel } from '../../testing/fake-model.ts'
import { createSetting, ended, last, typesOf } from '../../testing/engine-settings.ts'
import { createGatedTool } from '../../testing/gated-tool.ts'
import { eventsOf, whenLogged } from '../../testing/run-agent.ts'
import { cancel, createRun, readLog } from '../../testing/store-fixture.ts'

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
    const { agent, model } = createCallingAgent(tools)
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
    expect(errors).toMatchObject([{ message: 'down' }])
  })

  it('after it appended the end of a run ends it once', async () => {
    const failOnce = failFirst('appendEvents', 1, 'after')
    const intercept: Intercept = (verb, perform, params) =>
      JSON.stringify(params).includes('"run.completed"') ? failOnce(verb, perform, params) : perform()
    const { setting, clock, engine, errors } = await startEngine(intercept)
    await ended(setting, 'run_1')
    while (clock.pending < 2) await clock.advance(0)
    await clock.advance(250)
    await engine.whenIdle()
    const log = await readLog(setting.store, 'run_1')
    expect(typesOf(log).filter((type) => type === 'run.completed')).toHaveLength(1)
    expect(engine.health().running).toBe(0)
    expect(errors).toMatchObject([{ message: 'down' }])
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

  it('while a result that came too late is kept is told of, and ends nothing', async () => {
    const gate = createGatedTool({ timeoutMs: 100 })
    const { setting, clock, errors } = await startEngine(failFirst('appendAudit', 1, 'before'), [gate.tool])
    await gate.started()
    await clock.advance(100)
    await ended(setting, 'run_1')
    gate.release('late')
    await clock.advance(0)
    expect(errors).toMatchObject([{ message: 'down' }])
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
