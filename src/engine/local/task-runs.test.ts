import { describe, expect, it } from 'vitest'
import { createCallingAgent } from '../../testing/engine-fixture.ts'
import { createSetting } from '../../testing/engine-settings.ts'
import { createGatedTool } from '../../testing/gated-tool.ts'
import { createRun } from '../../testing/store-fixture.ts'

const ofTask = { created: { origin: { kind: 'task' as const } } }

async function open(limits: { concurrency: number; taskConcurrency: number }) {
  const setting = createSetting()
  const gate = createGatedTool()
  const { agent } = createCallingAgent([gate.tool])
  await setting.save(agent)
  const start = async () => {
    const engine = setting.createEngine(limits)
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    return engine
  }
  const started = async (count: number) => {
    const runIds: string[] = []
    while (runIds.length < count) runIds.push((await gate.started()).runId)
    return runIds
  }
  return { ...setting, gate, start, started }
}

describe('runs that tasks started', () => {
  it('take no more than their share of the places, and a run of somebody else starts at once', async () => {
    const setting = await open({ concurrency: 10, taskConcurrency: 2 })
    const engine = await setting.start()
    for (const id of ['task_1', 'task_2', 'task_3', 'task_4']) await createRun(setting.store, id, ofTask)
    expect(await setting.started(2)).toEqual(['task_1', 'task_2'])
    expect(engine.health()).toMatchObject({ running: 2, queued: 2, others: 0, estimatedWaitMs: 0 })
    await createRun(setting.store, 'run_1')
    expect(await setting.started(1)).toEqual(['run_1'])
    expect(engine.health()).toMatchObject({ running: 3, queued: 2, others: 1 })
    setting.gate.release('x')
    expect(await setting.started(2)).toEqual(['task_3', 'task_4'])
    setting.gate.release('x')
    await engine.whenIdle()
    expect(setting.errors).toEqual([])
  })

  it('leave a place to others, however large their share', async () => {
    const setting = await open({ concurrency: 2, taskConcurrency: 16 })
    const engine = await setting.start()
    for (const id of ['task_1', 'task_2', 'task_3']) await createRun(setting.store, id, ofTask)
    await createRun(setting.store, 'run_1')
    expect(await setting.started(2)).toEqual(['task_1', 'run_1'])
    setting.gate.release('x')
    expect(await setting.started(1)).toEqual(['task_2'])
    setting.gate.release('x')
    expect(await setting.started(1)).toEqual(['task_3'])
    setting.gate.release('x')
    await engine.whenIdle()
  })

  it('are known after a restart, with the runs below them', async () => {
    const setting = await open({ concurrency: 10, taskConcurrency: 1 })
    await createRun(setting.store, 'task_1', ofTask)
    const ancestors = [{ runId: 'task_1', agentId: 'agent' }]
    await createRun(setting.store, 'below', {
      created: { parentRunId: 'task_1', ancestors, origin: { kind: 'agent' } },
    })
    await createRun(setting.store, 'run_1')
    const engine = await setting.start()
    expect((await setting.started(2)).toSorted()).toEqual(['run_1', 'task_1'])
    expect(engine.health()).toMatchObject({ running: 2, queued: 1, others: 1 })
    await createRun(setting.store, 'below_2', {
      created: { parentRunId: 'task_1', ancestors, origin: { kind: 'agent' } },
    })
    expect(engine.health()).toMatchObject({ running: 2, queued: 2 })
  })
})
