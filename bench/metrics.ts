// What the figures of the metrics and tools pages cost in a store of 50,000 runs and calls: one answer for 30 days.
import { join } from 'node:path'
import { mkdirSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { listPeriods, renderMetrics } from '../src/core/run-metrics.ts'
import { renderToolMetrics } from '../src/core/tool-metrics.ts'
import { createSqliteStore } from '../src/store/sqlite/sqlite-store.ts'
import { moment } from '../src/testing/log-of.ts'
import { acquire, completed, createRun, organizationId, saveAgent, turn } from '../src/testing/store-fixture.ts'
import { round, summarise } from './figures.ts'

const RUNS = 50_000
const AGENTS = 20
const DAYS = 30
const ASKED = 30
const DAY_MS = 24 * 60 * 60 * 1000

export async function measureMetrics(newPath: () => string): Promise<void> {
  const dataDir = newPath()
  mkdirSync(dataDir, { recursive: true })
  const path = join(dataDir, 'errand.db')
  await fill(path)
  await using store = createSqliteStore({ path })
  const startDate = moment(-DAY_MS)
  const endDate = moment(DAYS * DAY_MS)
  const periods = listPeriods(startDate, endDate, 'day') ?? []
  for (const groupBy of ['agent', 'model', null] as const) {
    const times: number[] = []
    for (let n = 0; n < ASKED; n += 1) {
      const startMs = performance.now()
      const measure = {
        organizationId,
        agentId: null,
        model: null,
        groupBy,
        startDate,
        endDate,
        granularity: 'day',
      } as const
      const { totalRuns } = renderMetrics(periods, await store.measureRuns(measure), groupBy !== null)
      times.push(performance.now() - startMs)
      if (totalRuns !== RUNS) throw new Error(`${totalRuns} runs were counted`)
    }
    print(`${RUNS} runs by ${groupBy ?? 'day alone'}`, times)
  }
  const times: number[] = []
  for (let n = 0; n < ASKED; n += 1) {
    const startMs = performance.now()
    renderToolMetrics(await store.measureTools({ organizationId, toolId: null, agentId: null, startDate, endDate }))
    times.push(performance.now() - startMs)
  }
  print(`${RUNS} tool calls`, times)
}

function print(name: string, times: readonly number[]): void {
  const { p50, p95 } = summarise(times)
  console.log(`${name}: ${round(p50)} ms (p95 ${round(p95)} ms)`)
}

/** Writes one run as the store does, and multiplies it over agents, models and days. */
async function fill(path: string): Promise<void> {
  const store = createSqliteStore({ path })
  await saveAgent(store)
  await createRun(store, 'run_1')
  const { epoch } = await acquire(store, 'run_1')
  await store.appendEvents({ runId: 'run_1', epoch, events: [...turn('t', 9, 0.5), completed] })
  await store[Symbol.asyncDispose]()
  const db = new DatabaseSync(path)
  const shift = (column: string, seconds: string) =>
    `strftime('%Y-%m-%dT%H:%M:%fZ', ${column}, (${seconds}) || ' seconds')`
  const since = `(numbers.n - 1) * ${(DAYS * DAY_MS) / RUNS / 1000}`
  db.exec(`
    WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${RUNS})
    INSERT INTO runs (id, organization_id, agent_id, model, created, status, is_ended, total_tokens, cost_usd, output,
        queued_at, started_at, completed_at, updated_at)
      SELECT 'run_' || numbers.n, organization_id, 'agent-' || (numbers.n % ${AGENTS}), 'sim/model-' || (numbers.n % 5),
        created, iif(numbers.n % 9, 'done', 'error'), 1, total_tokens, cost_usd, output, ${shift('queued_at', since)},
        ${shift('started_at', since)}, ${shift('started_at', `${since} + numbers.n * 7919 % 60000 / 1000.0`)}, updated_at
      FROM numbers, runs WHERE id = 'run_1';
    INSERT INTO tool_calls (organization_id, at, run_id, seq, agent_id, tool_name, outcome, duration_ms)
      SELECT organization_id, completed_at, id, 5, agent_id, 'tool-' || (n % 3), iif(n % 9, 'completed', 'unknown'), n % 7919
      FROM runs`)
  db.close()
}
