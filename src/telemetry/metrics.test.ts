import { expect, test } from 'vitest'
import { defineTool } from '../runtime/define-tool.ts'
import { createTestApp, FOREIGN_TOKEN, TOKEN } from '../testing/create-test-app.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createAgentApp } from '../testing/run-agent.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { createMetrics } from './metrics.ts'

type Scrape = (series: string) => number | undefined

async function scrape(test: { send: (path: string) => Promise<Response> }): Promise<Scrape> {
  const answer = await test.send('/metrics')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const figures = new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
  return (series) => figures.get(series)
}

const breaking = defineTool({
  name: 'look',
  description: 'Fails.',
  input: { type: 'object' },
  execute() {
    throw new Error('out of order')
  },
})
const script = [{ toolCalls: [{ name: 'look', input: {} }] }, { text: 'It did not work.' }]

test('the figures of ended runs are what their rows say', async () => {
  await using app = await createAgentApp(createScriptedAgent(script, { tools: [breaking] }))
  await app.run()
  await app.run()
  const { items } = await app.client.call('agent.run.list', {})
  const of = await scrape(app)
  expect(of('errand_runs_created_total{agent="scripted"}')).toBe(2)
  expect(of('errand_runs_ended_total{agent="scripted",status="done"}')).toBe(2)
  expect(of('errand_run_duration_seconds_count{agent="scripted",status="done"}')).toBe(2)
  expect(of('errand_run_queue_seconds_count{agent="scripted"}')).toBe(2)
  expect(of('errand_tool_call_duration_seconds_count{tool="look",outcome="failed"}')).toBe(2)
  expect(of('errand_model_turn_duration_seconds_count{model="sim/script",outcome="completed"}')).toBe(4)
  const directions = ['input', 'output'].map((name) =>
    of(`errand_model_tokens_total{model="sim/script",direction="${name}"}`),
  )
  expect((directions[0] ?? 0) + (directions[1] ?? 0)).toBe(items.reduce((sum, run) => sum + run.totalTokens, 0))
  expect(of('errand_store_commit_writes_count')).toBeGreaterThan(0)
  expect(of('errand_request_duration_seconds_count{operation="agent.run.execute",status="200"}')).toBe(2)
  expect(of('process_resident_memory_bytes')).toBeGreaterThan(0)
})

test('runs that are open now are counted by status, and the oldest that waits for a place has an age', async () => {
  await using test = await createTestApp({ agents: [createScriptedAgent([])], isWorking: false })
  await test.client.call('agent.run.execute', { agentId: 'scripted', input: { message: 'Go' } })
  await test.clock.advance(5000)
  const of = await scrape(test)
  expect(of('errand_runs_open{agent="scripted",status="pending"}')).toBe(1)
  expect(of('errand_oldest_pending_run_age_seconds')).toBe(5)
  expect(of('errand_runs_held')).toBe(0)
  expect(of('errand_streams_open')).toBe(0)
})

test('a run that an earlier process began is counted with what its log says', async () => {
  using dir = createTempDir()
  const databasePath = `${dir.path}/errand.db`
  const agent = createScriptedAgent([{ text: 'Hi.' }])
  const before = await createTestApp({ databasePath, agents: [agent], isWorking: false })
  const { runId } = await before.client.call('agent.run.execute', { agentId: agent.id, input: { message: 'Go' } })
  await before[Symbol.asyncDispose]()
  await using after = await createTestApp({ databasePath, agents: [agent] })
  await after.whenEnded(runId)
  const of = await scrape(after)
  expect(of('errand_runs_created_total{agent="scripted"}')).toBeUndefined()
  expect(of('errand_runs_ended_total{agent="scripted",status="done"}')).toBe(1)
  expect(of('errand_run_duration_seconds_count{agent="scripted",status="done"}')).toBe(1)
})

test('what a fork takes over is not counted again', async () => {
  await using app = await createAgentApp(createScriptedAgent(script, { tools: [breaking] }))
  const log = await app.run()
  const at = log.findIndex(({ type }) => type === 'tool.failed') + 1
  const fork = await app.client.call('agent.run.fork', { runId: log[0]?.runId ?? '', at })
  await app.whenEnded(fork.runId)
  const of = await scrape(app)
  expect(of('errand_runs_created_total{agent="scripted"}')).toBe(2)
  expect(of('errand_model_turn_duration_seconds_count{model="sim/script",outcome="completed"}')).toBe(3)
  expect(of('errand_tool_call_duration_seconds_count{tool="look",outcome="failed"}')).toBe(1)
})

test('the figures are of all tenants, so the credential of one does not open them', async () => {
  await using test = await createTestApp()
  const ask = (authorization: string) => test.send('/metrics', { headers: { authorization } })
  expect(await readRefusal(await ask('none'))).toBe('401 UNAUTHENTICATED')
  expect(await readRefusal(await ask(`Bearer ${FOREIGN_TOKEN}`))).toBe('403 FORBIDDEN')
  expect((await ask(`Bearer ${TOKEN}`)).status).toBe(200)
})

test('a label has few values: what is beyond the bound is counted as other', async () => {
  const metrics = createMetrics({ nowMs: () => 0 })
  const created = { organizationId: 'default', model: 'sim/script' } as never
  for (let number = 0; number < 300; number += 1) {
    const run = { created: { ...(created as object), agentId: `agent-${number}` } } as never
    metrics.observe({ type: 'run.created' } as never, run)
  }
  const text = await metrics.render({ runs: [], held: 0, streams: 0, nowMs: 0 })
  expect(text.match(/^errand_runs_created_total\{/gm)).toHaveLength(201)
  expect(text).toContain('errand_runs_created_total{agent="other"} 100')
})
