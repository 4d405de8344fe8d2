import { expect, it } from 'vitest'
import { createCallingAgent, createEngineSetting } from '../../testing/engine-fixture.ts'
import type { Intercept } from '../../testing/intercept-store.ts'
import { moment } from '../../testing/log-of.ts'
import { whenLogged } from '../../testing/run-agent.ts'
import { createRun, organizationId, readLog, record } from '../../testing/store-fixture.ts'
import { defineTool } from '../../runtime/define-tool.ts'

function createSetting() {
  const setting = createEngineSetting()
  const { store, feed } = setting
  const look = defineTool({
    name: 'look',
    description: 'x',
    input: { type: 'object' },
    approval: true,
    execute: () => 'seen',
  })
  const { agent } = createCallingAgent([look])
  const approve = async () => {
    const { items } = await store.listApprovals({ organizationId, runId: null, kind: null, limit: 9, offset: 0 })
    const { approvalId = '', runId = '' } = items[0] ?? {}
    const resolution = { decision: 'approved' } as const
    const createRecord = () => record(runId)
    const answer = { organizationId, runId, approvalId, resolution, by: 'ada', at: moment(1), createRecord }
    return (await store.resolveApproval(answer)).outcome
  }
  const start = async (intercept?: Intercept) => {
    const engine = setting.createEngine(intercept && { intercept })
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    return engine
  }
  const logged = (type: 'run.waiting' | 'run.completed') => whenLogged({ store, feed, runId: 'run_1', type, after: 0 })
  return { ...setting, agent, approve, start, logged }
}

const count = (log: readonly { type: string }[], type: string) => log.filter((event) => event.type === type).length

it('an answer that comes while the start reads which runs are open is not lost', async () => {
  const setting = createSetting()
  await setting.save(setting.agent)
  const first = await setting.start()
  await createRun(setting.store, 'run_1')
  await setting.logged('run.waiting')
  await first.stop({ graceMs: 0 })
  await setting.start(async (verb, perform) => {
    const result = await perform()
    if (verb === 'listOpenRuns') expect(await setting.approve()).toBe('resolved')
    return result
  })
  await setting.logged('run.completed')
  expect(setting.errors).toEqual([])
})

it('an answer in the commit that hands the run to its worker reaches that worker', async () => {
  const setting = createSetting()
  await setting.save(setting.agent)
  await createRun(setting.store, 'run_1')
  const first = await setting.start(async (verb, perform, params) => {
    const isWaiting = verb === 'appendEvents' && JSON.stringify(params).includes('run.waiting')
    return isWaiting ? new Promise(() => undefined) : perform() // as if it died just before
  })
  await whenLogged({ ...setting, runId: 'run_1', type: 'approval.requested', after: 0 })
  await setting.clock.advance(0)
  let outcome = ''
  await setting.start(async (verb, perform) => {
    if (verb !== 'acquireRun') return perform()
    const [acquired] = await Promise.all([perform(), setting.approve().then((answer) => (outcome = answer))])
    return acquired
  })
  await setting.logged('run.completed')
  const log = await readLog(setting.store, 'run_1')
  expect([outcome, count(log, 'tool.started'), count(log, 'run.recovered')]).toEqual(['resolved', 1, 1])
  expect(first.health().running).toBe(1)
})

it('an answer that comes while the last delivery ends makes another one, after it', async () => {
  const setting = createSetting()
  await setting.save(setting.agent)
  let deliveries = 0
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
  const engine = await setting.start(async (verb, perform, params) => {
    if (verb === 'acquireRun') deliveries += 1
    const result = await perform()
    if (verb === 'appendEvents' && JSON.stringify(params).includes('run.waiting')) await mayEnd
    return result
  })
  await createRun(setting.store, 'run_1')
  await setting.logged('run.waiting')
  expect(await setting.approve()).toBe('resolved')
  expect([engine.health().running, engine.health().queued, deliveries]).toEqual([1, 0, 1])
  end()
  await setting.logged('run.completed')
  expect(deliveries).toBe(2)
})
