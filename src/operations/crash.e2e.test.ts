import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/client.ts'
import { isTerminal, type RunEvent } from '../contracts/run-event.ts'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { type ChildServer, startChildServer } from '../testing/child-process.ts'
import { listSpanFaults, listTraces, type RunTraces } from '../testing/list-traces.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { createWebhookReceiver } from '../testing/webhook-receiver.ts'

const script = new URL('../testing/crash-server.ts', import.meta.url)
const clientOf = ({ url }: ChildServer) => createClient({ url, token: 'crash-test' })

/** A data folder with the servers that are started on it, one after the other. */
function createSite() {
  const folder = createTempDir()
  const databasePath = join(folder.path, 'errand.db')
  const ledgerPath = join(folder.path, 'ledger.txt')
  const readLedger = () => (existsSync(ledgerPath) ? readFileSync(ledgerPath, 'utf8').trim().split('\n') : [])
  return {
    start: (...more: string[]) => startChildServer(script, [databasePath, ledgerPath, ...more]),
    /** Kills without warning, and leaves a mark for the tools. */
    async kill(server: ChildServer) {
      await server.kill()
      appendFileSync(ledgerPath, 'KILLED\n')
    },
    listCalls: (tool: string) => readLedger().filter((line) => line.startsWith(`${tool} `)),
    async whenCalled(tool: string) {
      while (!readLedger().some((line) => line.startsWith(`${tool} `))) await nextTurn()
    },
    /** What the store holds of a run, once no server owns it. */
    async readTraces(runId: string): Promise<RunTraces> {
      await using store = createSqliteStore({ path: databasePath })
      return await listTraces(store, runId)
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

async function followToEnd(server: ChildServer, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of clientOf(server).follow(runId)) events.push(event)
  return events
}

describe('a server that is killed', () => {
  it('run API, case 33: between the end of a run and its delivery to the webhook delivers it when it is started again', async () => {
    using site = createSite()
    await using receiver = await createWebhookReceiver()
    const first = await site.start(receiver.place, 'run.completed')
    await clientOf(first).call('agent.update', { agentId: 'greeter', webhookUrl: receiver.url })
    const answer = await clientOf(first).call('agent.run.execute', { agentId: 'greeter', input: { message: 'Hello' } })
    await first.ended
    expect(receiver.received).toEqual([])

    const second = await site.start(receiver.place)
    await receiver.whenReceived(1)
    const path = `/v0.1/agents/greeter/runs/${answer.runId}`
    const run: unknown = await (await fetch(second.url + path, { headers: { 'x-api-key': 'crash-test' } })).json()
    expect(run).toMatchObject({ status: 'done', input: { message: 'Hello' }, resultData: { result: 'Hi.' } })
    expect(receiver.received.map(({ body }) => JSON.parse(body) as unknown)).toEqual([run])
    await second.kill()
  })

  it('case 36: right after its answer keeps the run, announces it once, and finishes it when it is started again', async () => {
    using site = createSite()
    const first = await site.start()
    const input = { agentId: 'greeter', input: { message: 'Hello' } }
    const answers = Array.from({ length: 8 }, () => clientOf(first).call('agent.run.execute', input))
    const runIds = (await Promise.all(answers)).map((answer) => answer.runId)
    await site.kill(first)

    const second = await site.start()
    for (const runId of runIds) {
      expect((await followToEnd(second, runId)).at(-1)?.type).toBe('run.completed')
      expect(await clientOf(second).call('agent.run.get', { runId })).toMatchObject({ status: 'done' })
    }
    await second.kill()
    for (const runId of runIds) {
      const { emissions, events, audit } = await site.readTraces(runId)
      expect(emissions.map(({ key }) => key)).toEqual(['run.started', 'run.completed'])
      expect(audit.map(({ action }) => action)).toEqual(['run.started'])
      expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1))
    }
  })

  it('case 36: in the middle of a run does not run a completed tool call again, and goes on with the one in progress', async () => {
    using site = createSite()
    const first = await site.start()
    const { runId } = await clientOf(first).call('agent.run.execute', { agentId: 'buyer', input: { message: 'Buy' } })
    const seen: RunEvent[] = []
    for await (const event of clientOf(first).follow(runId)) {
      seen.push(event)
      if (event.type === 'tool.started' && event.data.toolName === 'wait') break
    }
    await site.whenCalled('wait')
    await site.kill(first)

    const second = await site.start()
    const events = await followToEnd(second, runId)
    await second.kill()
    expect(events.slice(0, seen.length)).toEqual(seen) // what was seen has not changed
    expect(events.at(-1)).toMatchObject({ type: 'run.completed', data: { resultData: { result: 'All done.' } } })
    expect(events.filter(isTerminal)).toHaveLength(1)
    expect(listSpanFaults(events)).toEqual([])
    expect(events.map((event) => event.type)).toContain('run.recovered')
    expect(site.listCalls('charge')).toHaveLength(1)
    expect(new Set(site.listCalls('wait')).size).toBe(1) // run again under the same call id
    expect(site.listCalls('wait')).toHaveLength(2)
    const { emissions } = await site.readTraces(runId)
    expect(emissions.map(({ key }) => key)).toEqual(['run.started', 'run.completed'])
  })

  it('case 34: between two calls with the same Idempotency-Key answers the second with the same run, and another body with 409', async () => {
    using site = createSite()
    const first = await site.start()
    const input = { agentId: 'greeter', input: { message: 'Hello' } }
    const idempotencyKey = 'order-1'
    const { runId } = await clientOf(first).call('agent.run.execute', input, { idempotencyKey })
    await site.kill(first)

    await using second = await site.start()
    const client = clientOf(second)
    expect(await client.call('agent.run.execute', input, { idempotencyKey })).toMatchObject({ runId })
    const other = { ...input, input: { message: 'Goodbye' } }
    await expect(client.call('agent.run.execute', other, { idempotencyKey })).rejects.toMatchObject({
      problem: { status: 409, code: 'IDEMPOTENCY_CONFLICT' },
    })
    expect(await client.call('agent.run.list', {})).toMatchObject({ total: 1 })
    expect((await followToEnd(second, runId)).at(-1)?.type).toBe('run.completed')
  })

  it('case 18: while a run is in a 5 s tool still ends it with RUN_TIMEOUT 500 ms after its start', async () => {
    using site = createSite()
    const first = await site.start()
    const input = { agentId: 'sleeper', input: { message: 'Sleep' }, timeoutMs: 500 }
    const { runId } = await clientOf(first).call('agent.run.execute', input)
    await site.whenCalled('slow')
    await site.kill(first)

    await using second = await site.start()
    const events = await followToEnd(second, runId)
    expect(events.at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RUN_TIMEOUT' } })
    const { durationMs = Infinity } = await clientOf(second).call('agent.run.get', { runId })
    expect(durationMs).toBeGreaterThanOrEqual(500)
    expect(durationMs - second.bootMs).toBeLessThan(2_500)
  })
})
