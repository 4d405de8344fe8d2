import { describe, expect, it } from 'vitest'
import { createCallingAgent } from '../testing/engine-fixture.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTaskApp, listFirings, listTasks, schedule, settle, type TaskApp } from '../testing/task-app.ts'

const DUE = 60

/** A resident scheduler, an agent whose runs end when the test says so, and one that answers at once. */
async function open() {
  const gate = createGatedTool()
  const { agent } = createCallingAgent([gate.tool])
  const agents = [agent, createScriptedAgent([{ text: 'Hi.' }])]
  const test = await createTaskApp({ agents, isScheduling: true })
  return { test, gate }
}

function ask({ client }: TaskApp, agentId: string) {
  return client.call('agent.run.execute', { agentId, input: { message: 'Hello' } })
}

const countEnded = async ({ client }: TaskApp) => (await listFirings(client)).length

describe('many tasks that are due at one moment', () => {
  it.each([
    { name: 'that wait for their runs', flags: ['--stream'], firings: 16 },
    { name: 'that only start runs', flags: [], firings: 0 },
  ])(
    '$name hold 16 places, and whoever asks for a run has the answer before any of them',
    async ({ flags, firings }) => {
      const { test, gate } = await open()
      await using _closed = test
      const { client, clock, app } = test
      const command = ['agent', 'run', 'execute', '--agent-id', 'agent', '--input', '{"message":"Go"}', ...flags]
      for (let n = 0; n < DUE; n += 1) {
        await client.call('tasks.schedule', { name: `task-${n}`, description: '', command, in_seconds: 60 })
      }
      await clock.advance(60_000)
      for (let n = 0; n < 16; n += 1) await gate.started()
      await settle()
      expect(app.engine.health()).toMatchObject({ running: 16, others: 0 })
      expect(app.tasks.running).toBe(firings)
      const waiting = await listTasks(client, { pending: true })
      expect(waiting.length).toBeGreaterThanOrEqual(firings === 0 ? 0 : DUE - 32) // not claimed before their turn
      const { runId, estimatedWaitMs } = await ask(test, 'scripted')
      expect(estimatedWaitMs).toBe(0)
      await test.whenEnded(runId)
      expect((await client.call('agent.run.list', { status: 'done' })).items.map(({ id }) => id)).toEqual([runId])
      for (let ended = 16; ended < DUE; ended += 16) {
        gate.release('x')
        for (let n = 0; n < Math.min(16, DUE - ended); n += 1) await gate.started()
      }
      gate.release('x')
      await app.tasks.whenIdle()
      await app.engine.whenIdle()
      expect((await listFirings(client)).map(({ status }) => status)).toEqual(Array(DUE).fill('done'))
      expect(test.errors).toEqual([])
    },
  )

  it('begin 50 in a second while a run of somebody else is open, and at once a second later', async () => {
    const { test, gate } = await open()
    await using _closed = test
    const { client, clock, app } = test
    for (let n = 0; n < DUE; n += 1) await schedule(client, `task-${n}`, 'a', { in_seconds: 60 })
    await ask(test, 'agent')
    await gate.started()
    await clock.advance(60_000)
    await settle()
    expect(await countEnded(test)).toBe(1)
    for (let n = 2; n <= 5; n += 1) {
      await clock.advance(20)
      await settle()
      expect(await countEnded(test)).toBe(n)
    }
    gate.release('x')
    await app.engine.whenIdle()
    await clock.advance(1000)
    await app.tasks.whenIdle()
    expect(await countEnded(test)).toBe(DUE)
  })
})
