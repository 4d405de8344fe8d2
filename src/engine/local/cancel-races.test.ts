// A cancel at every write of a run: before it, in the same commit in either order, and after it is durable but before the
// worker knows.
import { expect, it } from 'vitest'
import { defineTool } from '../../runtime/define-tool.ts'
import { checkLog } from '../../core/check-log.ts'
import { createCallingAgent } from '../../testing/engine-fixture.ts'
import { createSetting } from '../../testing/engine-settings.ts'
import type { Intercept } from '../../testing/intercept-store.ts'
import { eventsOf } from '../../testing/run-agent.ts'
import { cancel, createRun, organizationId, readLog } from '../../testing/store-fixture.ts'

type Moment = 'before' | 'first in the commit' | 'second in the commit' | 'after'
const moments: readonly Moment[] = ['before', 'first in the commit', 'second in the commit', 'after']

/** One run with a tool call; `disturb` stands before its n-th write. */
async function run(
  disturb: (n: number, write: () => Promise<unknown>, cancelIt: () => Promise<void>) => Promise<unknown>,
) {
  const setting = createSetting()
  const calls: string[] = []
  let cancelled = 'never'
  const tool = defineTool({
    name: 'pay',
    description: 'Pays.',
    input: { type: 'object' },
    execute: () => calls.push(cancelled),
  })
  const { agent } = createCallingAgent([tool])
  await setting.save(agent)
  let writes = 0
  const cancelIt = async () => {
    cancelled = (await cancel(setting.store, 'run_1')).outcome
  }
  const intercept: Intercept = (verb, perform) => {
    if (verb !== 'acquireRun' && verb !== 'appendEvents') return perform()
    writes += 1
    return disturb(writes, perform, cancelIt)
  }
  const engine = setting.createEngine({ intercept })
  engine.load({ agentId: 'agent', agent })
  await engine.start()
  await createRun(setting.store, 'run_1')
  await engine.whenIdle()
  const row = await setting.store.getRun({ organizationId, runId: 'run_1' })
  if (!row) throw new Error('the run is lost')
  const events = await readLog(setting.store, 'run_1')
  return { writes, row, events, calls, errors: setting.errors, cancelled }
}

const { writes } = await run((_n, write) => write())

it('happen at every write of a run that has more than a few', () => {
  expect(writes).toBeGreaterThanOrEqual(5)
})

it.each(moments)('%s is decisive, and no tool starts behind it', async (moment) => {
  for (let at = 1; at <= writes; at += 1) {
    const { row, events, calls, errors, cancelled } = await run(async (n, write, cancelIt) => {
      if (n !== at) return write()
      if (moment === 'before') await cancelIt()
      if (moment !== 'first in the commit') {
        const written = write()
        if (moment === 'second in the commit') await cancelIt()
        const result = await written
        if (moment === 'after') await cancelIt()
        return result
      }
      const done = cancelIt()
      const written = write()
      await done
      return written
    })
    const isRefused = cancelled === 'ended'
    expect({ at, status: row.status, faults: checkLog({ row, events, removed: 0 }), errors }).toEqual({
      at,
      status: isRefused ? 'done' : 'cancelled',
      faults: [],
      errors: [],
    })
    expect(isRefused).toBe(at === writes && moment !== 'before' && moment !== 'first in the commit')
    expect(calls.filter((answer) => answer !== 'never')).toEqual([])
    expect(calls.length).toBeLessThanOrEqual(1)
    expect(eventsOf(events, 'run.cancelled')).toHaveLength(isRefused ? 0 : 1)
  }
})
