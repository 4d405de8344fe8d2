// The checker finds each kind of broken guarantee, and nothing in a history that is fine.
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../contracts/run-event.ts'
import { createScriptedAgent } from '../scripted-agent.ts'
import { createTestApp } from '../create-test-app.ts'
import { defineTool } from '../../runtime/define-tool.ts'
import { z } from 'zod'
import { checkHistory } from './check-history.ts'
import type { Evidence } from './evidence.ts'
import { hashEvent } from './history.ts'

/** What is left of one run that paid once, as the kill loop would hand it over. */
async function collectEvidence(): Promise<Evidence & { events: RunEvent[] }> {
  const pay = defineTool({ name: 'pay', description: 'Pays.', input: z.object({}), execute: () => null })
  const agent = createScriptedAgent([{ toolCalls: [{ name: 'pay' }] }, { text: 'Paid.' }], { tools: [pay] })
  await using test = await createTestApp({ agents: [agent] })
  const input = { agentId: 'scripted', input: { message: 'key-0' } }
  const { runId } = await test.client.call('agent.run.execute', input, { idempotencyKey: 'key-0' })
  await test.whenEnded(runId)
  const { store } = test.app
  const row = await store.getRun({ organizationId: 'default', runId })
  const { events } = await store.readEvents({ runId, after: 0, limit: 100, types: null })
  const emissions = await store.listEmissions({ organizationId: 'default', resource: runId, limit: 10, offset: 0 })
  const started = events.find((event) => event.type === 'tool.started')
  const callId = started?.type === 'tool.started' ? started.data.callId : ''
  const post = { key: 'key-0', agentId: 'scripted', wantsStream: true, runIds: [runId], refusals: [] }
  return {
    events,
    history: {
      posts: [post],
      orders: [],
      lives: [],
      sightings: events.map((event) => ({ runId, seq: event.seq, hash: hashEvent(event) })),
      readings: [{ runId, after: 0, seqs: events.map((event) => event.seq), isEnded: true }],
    },
    ledger: [{ runId, callId, step: 1, effect: 'once', pid: 1, atMs: Date.parse(started?.at ?? '') }],
    dump: {
      runs: row ? [row] : [],
      eventsByRunId: new Map([[runId, events]]),
      emissions: emissions.items,
      runIdsByKey: new Map([['key-0', runId]]),
    },
  }
}

type Whole = Awaited<ReturnType<typeof collectEvidence>>

const withEvents = (whole: Whole, events: RunEvent[]): Evidence => ({
  ...whole,
  dump: { ...whole.dump, eventsByRunId: new Map([[events[0]?.runId ?? '', events]]) },
})
const withLedger = (whole: Whole, change: object): Evidence => ({
  ...whole,
  ledger: [...whole.ledger, ...whole.ledger.map((line) => ({ ...line, ...change }))],
})
const withHistory = (whole: Evidence, change: Partial<Evidence['history']>): Evidence => ({
  ...whole,
  history: { ...whole.history, ...change },
})

const withCancel = (whole: Whole, code: string | null, atMs = Date.parse('2999-01-01')): Evidence => {
  const answers = code === null ? [] : [{ code, atMs }]
  const runId = whole.events[0]?.runId ?? ''
  return withHistory(whole, { orders: [{ kind: 'cancel', key: 'o', runId, approvalId: null, answers }] })
}

const faults: readonly [string, RegExp, (whole: Whole) => Evidence][] = [
  ['a lost run', /is lost/, (whole) => ({ ...whole, dump: { ...whole.dump, runs: [] } })],
  ['a gap', /has a gap/, (whole) => withEvents(whole, whole.events.toSpliced(3, 1))],
  ['no end', /has 0 terminal events/, (whole) => withEvents(whole, whole.events.slice(0, -1))],
  ['two ends', /has 2 terminal events/, (whole) => withEvents(whole, [...whole.events, ...whole.events.slice(-1)])],
  [
    'an open span',
    /is closed by 0/,
    (w) =>
      withEvents(
        w,
        w.events.filter(({ type }) => type !== 'tool.completed'),
      ),
  ],
  [
    'a changed event',
    /changed after/,
    (w) =>
      withEvents(
        w,
        w.events.map((event) => ({ ...event, at: 'later' })),
      ),
  ],
  ['a call that ran twice', /once call .* ran 2 times/, (whole) => withLedger(whole, { pid: 2 })],
  ['a step that ran twice', /once step .* ran 2 times/, (whole) => withLedger(whole, { pid: 2, callId: 'other' })],
  ['a call without intent', /without being in the log/, (whole) => withLedger(whole, { callId: 'other' })],
  ['a late repeat', /again after it was completed/, (whole) => withLedger(whole, { atMs: Date.parse('2999-01-01') })],
  [
    'a lost notice',
    /emitted run.started/,
    (w) => ({ ...w, dump: { ...w.dump, emissions: w.dump.emissions.slice(0, 1) } }),
  ],
  [
    'a drifted row',
    /row says usage/,
    (w) => ({ ...w, dump: { ...w.dump, runs: w.dump.runs.map((row) => ({ ...row, totalTokens: 0 })) } }),
  ],
  ['a cancel that only seemed to succeed', /succeeded; it is done/, (whole) => withCancel(whole, 'OK')],
  ['a cancel refused too early', /before the run had ended/, (whole) => withCancel(whole, 'RUN_NOT_CANCELLABLE', 0)],
  ['a cancel refused for no reason', /refused with RUN_NOT_FOUND/, (whole) => withCancel(whole, 'RUN_NOT_FOUND')],
  ['a cancel that nobody answered', /answered with nothing/, (whole) => withCancel(whole, null)],
  [
    'an end nobody asked for',
    /ended as error/,
    (w) => ({ ...w, dump: { ...w.dump, runs: w.dump.runs.map((row) => ({ ...row, status: 'error' as const })) } }),
  ],
  [
    'a call after the end',
    /after the end of its run/,
    (whole) => withLedger(whole, { atMs: Date.parse('2999-01-01') }),
  ],
  [
    'a run that does not move',
    /did not move within/,
    (whole) => {
      const { events } = whole
      const lives = [
        { readyMs: 0, killedMs: Date.parse(events[2]?.at ?? '') },
        { readyMs: 0, killedMs: Date.parse('2999-01-01') },
      ]
      return withHistory(withEvents(whole, events.slice(0, 3)), { lives })
    },
  ],
  [
    'two runs of a key',
    /answered with 2 runs/,
    (w) => withHistory(w, { posts: w.history.posts.map((post) => ({ ...post, runIds: [...post.runIds, 'other'] })) }),
  ],
  [
    'a reader with a hole',
    /a reader from 0 got/,
    (w) => withHistory(w, { readings: w.history.readings.map((reading) => ({ ...reading, seqs: [1, 3] })) }),
  ],
  [
    'a stream cut short',
    /ended before the last/,
    (w) => withHistory(w, { readings: w.history.readings.map((reading) => ({ ...reading, seqs: [1] })) }),
  ],
]

describe('the checker of the kill test', () => {
  it('finds nothing in a run that is whole', async () => {
    expect(checkHistory(await collectEvidence())).toEqual([])
  })

  it.each(faults)('finds %s', async (_name, pattern, plant) => {
    expect(checkHistory(plant(await collectEvidence())).join('\n')).toMatch(pattern)
  })
})
