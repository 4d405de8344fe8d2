import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type App, createApp } from '../app/app.ts'
import type { RunEvent } from '../contracts/run-event.ts'
import { followRun } from '../store/follow-run.ts'
import { createCrashAgents, hangingTools, readLedger } from '../testing/crash/crash-agents.ts'
import { crashChild } from '../testing/crash/crash-run.ts'
import { listSpanFaults } from '../testing/list-traces.ts'
import { eventsOf } from '../testing/run-agent.ts'
import { everyRun, readLog } from '../testing/store-fixture.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

function createFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'errand-crash-'))
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  const ledgerPath = join(folder, 'ledger')
  writeFileSync(ledgerPath, '')
  return { databasePath: join(folder, 'errand.db'), ledgerPath }
}
type Folder = ReturnType<typeof createFolder>

const count = (lines: string[], type: string) => lines.filter((line) => line === type).length

/** Opens the data again, here, with tools that end. */
async function reopen({ databasePath, ledgerPath }: Folder): Promise<App> {
  const agents = createCrashAgents({ ledgerPath, isHanging: false })
  const app = await createApp({
    databasePath,
    agents,
    env: {},
    credentials: [],
    onError: (error) => {
      throw error
    },
  })
  cleanups.push(() => app.stop({ graceMs: 0 }))
  return app
}

/** The whole log, once the run has ended. */
async function whenEnded({ pipeline: { store, feed } }: App, runId: string): Promise<RunEvent[]> {
  const { signal } = new AbortController()
  for await (const _events of followRun({ store, feed, runId, after: 0, signal })); // until the terminal event
  const log = await readLog(store, runId)
  expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1))
  expect(listSpanFaults(log)).toEqual([])
  return log
}

describe('a process that is killed', () => {
  it('in the middle of calls repeats those that may be, under their ids, and no others', async () => {
    const folder = createFolder()
    const isReached = (lines: string[]) => count(lines, 'hanging') === hangingTools.length
    const [first = '', second = ''] = await crashChild(folder, 'calls', isReached)
    const app = await reopen(folder)
    const log = await whenEnded(app, first)
    const callIds = Object.fromEntries(eventsOf(log, 'tool.started').map(({ data }) => [data.toolName, data.callId]))

    const starts = (name: string) => readLedger(folder.ledgerPath, name).filter((callId) => callId === callIds[name])
    expect(Object.fromEntries(['first', ...hangingTools].map((name) => [name, starts(name).length]))).toEqual({
      first: 1,
      pure: 2,
      idempotent: 2,
      once: 1,
      settled: 1,
      unstarted: 2,
    })

    expect(eventsOf(log, 'run.recovered')).toMatchObject([
      {
        attempt: 2,
        data: {
          settled: [
            { callId: callIds['pure'], outcome: 'call-repeated' },
            { callId: callIds['idempotent'], outcome: 'call-repeated' },
            { callId: callIds['once'], outcome: 'outcome-unknown' },
            { callId: callIds['settled'], outcome: 'outcome-unknown' },
            { callId: callIds['unstarted'], outcome: 'outcome-unknown' },
          ],
        },
      },
    ])
    const outputs = Object.fromEntries(eventsOf(log, 'tool.completed').map(({ data }) => [data.callId, data.output]))
    expect(outputs).toEqual({
      [callIds['first'] ?? '']: 'first done',
      [callIds['pure'] ?? '']: 'pure done',
      [callIds['idempotent'] ?? '']: 'idempotent done',
      [callIds['settled'] ?? '']: 'found out',
      [callIds['unstarted'] ?? '']: 'unstarted done',
    })
    expect(eventsOf(log, 'tool.unknown').map(({ data }) => data.callId)).toEqual([callIds['once']])
    expect(log.at(-1)).toMatchObject({ type: 'run.completed', data: { resultData: { result: 'Done' } } })
    const next = await whenEnded(app, second)
    expect(next.at(-1)?.type).toBe('run.completed')
    expect(Date.parse(next[1]?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(log.at(-1)?.at ?? ''))
  })

  it('in a call that must not be repeated fails the run if the agent says so', async () => {
    const folder = createFolder()
    const [first = ''] = await crashChild(folder, 'fails', (lines) => count(lines, 'hanging') === 1)
    const log = await whenEnded(await reopen(folder), first)
    expect(log.slice(-2)).toMatchObject([
      { type: 'tool.unknown' },
      { type: 'run.failed', data: { code: 'TOOL_OUTCOME_UNKNOWN', stage: 'tool' } },
    ])
    const [callId] = eventsOf(log, 'tool.started').map(({ data }) => data.callId)
    expect(readLedger(folder.ledgerPath, 'once').filter((started) => started === callId)).toHaveLength(1)
  })

  it('in the middle of a run below another goes on with the same two runs', async () => {
    const folder = createFolder()
    const [first = ''] = await crashChild(folder, 'delegates', (lines) => count(lines, 'hanging') === 1)
    const app = await reopen(folder)
    const log = await whenEnded(app, first)
    expect(log.at(-1)).toMatchObject({ type: 'run.completed', data: { resultData: { result: 'Done' } } })
    expect(eventsOf(log, 'tool.completed')).toMatchObject([{ data: { output: 'Worked' } }])
    const [child, ...others] = eventsOf(log, 'tool.started').map(({ data }) => data.child?.runId ?? '')
    expect(others).toEqual([])
    const below = await whenEnded(app, child ?? '')
    expect(eventsOf(below, 'run.recovered')).toHaveLength(1)
    const starts = (toolName: string) => {
      const [callId] = eventsOf(below, 'tool.started').flatMap(({ data }) =>
        data.toolName === toolName ? data.callId : [],
      )
      return readLedger(folder.ledgerPath, toolName).filter((started) => started === callId).length
    }
    expect([starts('first'), starts('idempotent')]).toEqual([1, 2])
    const { total } = await app.store.listRuns({ ...everyRun, parentRunId: first })
    expect(total).toBe(1)
  })

  it('has not forgotten what was used of a budget, by the run and by one below it', async () => {
    const folder = createFolder()
    const [first = ''] = await crashChild(folder, 'shares', (lines) => count(lines, 'hanging') === 1)
    const app = await reopen(folder)
    const log = await whenEnded(app, first)
    const [child = ''] = eventsOf(log, 'tool.started').map(({ data }) => data.child?.runId ?? '')
    const message = `run ${first} and the runs below it used 4 tokens; the limit of agent "shares" is 4 (maxTokensPerRun)`
    for (const ended of [log, await whenEnded(app, child)]) {
      expect(ended.at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RUN_BUDGET_EXCEEDED', message } })
      expect(eventsOf(ended, 'turn.completed')).toHaveLength(1)
    }
  })

  it('in a model turn asks the model again, and what it had said is void', async () => {
    const folder = createFolder()
    const [first = '', second = ''] = await crashChild(folder, 'talks', (lines) => count(lines, 'message.delta') === 1)
    const app = await reopen(folder)
    const log = await whenEnded(app, first)
    expect(log.map((event) => event.type)).toEqual([
      'run.created',
      'run.started',
      'turn.started',
      'message.delta',
      'run.recovered',
      'turn.failed',
      'turn.started',
      'message.delta',
      'message.completed',
      'turn.completed',
      'run.completed',
    ])
    expect(log[5]).toMatchObject({ spanId: log[2]?.spanId, data: { code: 'INTERRUPTED', willRetry: true } })
    expect(log.at(-1)).toMatchObject({ data: { resultData: { result: 'Whole' } } })
    expect((await whenEnded(app, second)).at(-1)?.type).toBe('run.completed')
  })
})
