// When a tool may start: its intent is durable, and the run is still this owner's.
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { defineTool } from './define-tool.ts'

function createPayingAgent(execute: (callId: string) => void | Promise<void>) {
  const pay = defineTool({
    name: 'pay',
    description: 'Pays.',
    input: z.object({}),
    execute: (_input, { callId }) => execute(callId),
  })
  return createScriptedAgent([{ toolCalls: [{ name: 'pay' }] }, { text: 'Paid.' }], { tools: [pay] })
}

const run = { agentId: 'scripted', input: { message: 'Pay.' } }

it('is in the log before it runs', async () => {
  const store = createSqliteStore({ path: ':memory:' })
  const known: boolean[] = []
  let runId = ''
  const agent = createPayingAgent(async (callId) => {
    const { events } = await store.readEvents({ runId, after: 0, limit: 100, types: ['tool.started'] })
    known.push(events.some((event) => event.type === 'tool.started' && event.data.callId === callId))
  })
  await using test = await createTestApp({ agents: [agent], overrides: { store } })
  ;({ runId } = await test.client.call('agent.run.execute', run))
  await test.whenEnded(runId)
  expect(known).toEqual([true])
})

it('does not run when the commit that holds its intent also holds a cancel', async () => {
  const store = createSqliteStore({ path: ':memory:' })
  const commits: string[][] = []
  store.subscribe((committed) => commits.push(committed.flatMap(({ events }) => events.map((event) => event.type))))
  let runs = 0
  let cancel: () => Promise<unknown> = () => Promise.reject(new Error('not yet'))
  let cancelled: Promise<unknown> = Promise.resolve()
  const agent = createPayingAgent(() => {
    runs += 1
  })
  const watched = {
    ...store,
    appendEvents(params: Parameters<typeof store.appendEvents>[0]) {
      const appended = store.appendEvents(params)
      if (params.events.some((event) => event.type === 'tool.started')) cancelled = cancel()
      return appended
    },
  }
  await using test = await createTestApp({ agents: [agent], overrides: { store: watched } })
  const { runId } = await test.client.call('agent.run.execute', run)
  const record = {
    audit: { organizationId: 'default', actor: 'root', action: 'x', resource: runId, at: '', data: null },
  }
  cancel = () =>
    store.cancelRun({
      organizationId: 'default',
      runId,
      by: 'root',
      reason: null,
      at: new Date(test.clock.now()).toISOString(),
      record: { ...record, reply: null, emission: null },
    })
  await test.whenEnded(runId)
  expect(await cancelled).toEqual({ outcome: 'cancelled' })
  await test.app.engine.whenIdle()
  expect(commits.find((types) => types.includes('tool.started'))).toContain('run.cancelled')
  expect(runs).toBe(0)
})
