import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../contracts/run-event.ts'
import { createGatedTool } from '../../testing/gated-tool.ts'
import * as log from '../../testing/log-of.ts'
import { createReporter, createRunApiApp } from '../../testing/run-api-app.ts'
import { foldRows } from './event-rows.ts'

const { event } = log
const rowsOf = (events: readonly log.ShortEvent[]) => foldRows(log.logOf(events))
const inTurn = (spanId: string, turn = 't1') => ({ spanId, parentSpanId: turn })
const thinks = (spanId: string, content: string) => event('reasoning.delta', { content }, inTurn(spanId))
const thought = (spanId: string, content: string, atMs: number) =>
  event('reasoning.completed', { content, startedAt: log.moment(atMs) }, inTurn(spanId))
const says = (spanId: string, content: string, channel: 'final' | 'narration' = 'final') =>
  event('message.delta', { messageId: `msg_${spanId}`, channel, content }, inTurn(spanId))
const said = (spanId: string, content: string, channel: 'final' | 'narration', atMs = 0) =>
  event(
    'message.completed',
    { messageId: `msg_${spanId}`, channel, content, startedAt: log.moment(atMs) },
    inTurn(spanId),
  )
const planned = event('plan.written', { content: 'Look.', callId: 'p' }, { spanId: 'plan_1', parentSpanId: 't1' })
const summary = (events: readonly log.ShortEvent[]) =>
  rowsOf(events).map(({ id, finishedAt }) => `${id} ${finishedAt === null ? 'open' : 'closed'}`)

describe('rows of a run', () => {
  it('case 10: are there for the plan, what was thought and said, and each call, in the order in which they opened', async () => {
    await using test = await createRunApiApp()
    const { api } = test
    const calls = [
      { name: 'run_javascript', input: { code: '1' } },
      { name: 'run_javascript', input: { code: 'throw' } },
    ]
    const script = [
      { toolCalls: [{ name: 'write_plan', input: { plan: 'First run, then tell.' } }] },
      { reasoning: 'I need two runs.', text: 'Two runs.', toolCalls: calls },
      { reasoning: 'Now tell.', text: 'The report.' },
    ]
    const id = await createReporter(test, api, script, { customPlanningInstructions: 'Plan.' })
    const { id: runId, resultData } = await api.run(id, { topic: 'X' })
    const rows = await api.listEvents(id, runId)
    const error = { code: 'TOOL_EXECUTION_ERROR', message: 'it threw' }
    const callId = expect.any(String) as string
    expect(rows.map(({ type, data }) => [type, data])).toEqual([
      ['planning', { content: 'First run, then tell.' }],
      ['reasoning', { content: 'I need two runs.' }],
      ['narration', { content: 'Two runs.' }],
      ['tool_call', { id: callId, name: 'run_javascript', input: { code: '1' }, output: { value: '1' } }],
      ['tool_call', { id: callId, name: 'run_javascript', input: { code: 'throw' }, output: { error } }],
      ['reasoning', { content: 'Now tell.' }],
    ])
    expect(rows.every((row) => row.finishedAt !== null && row.runId === runId)).toBe(true)
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length)
    expect(rows[0]?.finishedAt).toBe(rows[0]?.startedAt)
    expect(resultData).toEqual({ result: 'The report.' })
    await test.app.store.compactDeltas({ endedBefore: log.moment(1e9), limit: 1000 })
    expect(await api.listEvents(id, runId)).toEqual(rows)
  })

  it('case 11: are completed in their place', async () => {
    const gate = createGatedTool({ name: 'searchNews' })
    await using test = await createRunApiApp({ tools: [gate.tool] })
    const { api } = test
    const tools = [{ source: 'builtin', type: 'searchNews' }]
    const script = [{ text: 'Let me look.', toolCalls: [{ name: 'searchNews' }] }, { text: 'Done.' }]
    const id = await createReporter(test, api, script, { tools })
    const { id: runId } = await api.startRun(id, { topic: 'X' })
    await gate.started()
    const [before, call] = await api.listEvents(id, runId)
    expect(call).toMatchObject({ type: 'tool_call', finishedAt: null })
    expect(call?.data).not.toHaveProperty('output')
    await test.clock.advance(1000)
    gate.release('news')
    await test.whenEnded(runId)
    const finishedAt = '2026-01-05T09:00:01.000Z'
    expect(await api.listEvents(id, runId)).toEqual([
      before,
      { ...call, finishedAt, data: { ...call?.data, output: 'news' } },
    ])
  })

  it('case 12: are paged without a gap while the run grows', async () => {
    const gate = createGatedTool({ name: 'searchNews' })
    await using test = await createRunApiApp({ tools: [gate.tool] })
    const { api } = test
    const tools = [
      { source: 'builtin', type: 'searchNews' },
      { source: 'builtin', type: 'codeInterpreter' },
    ]
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_item, index) => ({
        name: 'run_javascript',
        input: { code: String(from + index) },
      }))
    const script = [
      { toolCalls: many(0, 149) },
      { toolCalls: [{ name: 'searchNews' }] },
      { toolCalls: many(150, 100) },
      { text: 'Done.' },
    ]
    const id = await createReporter(test, api, script, { tools })
    const { id: runId } = await api.startRun(id, { topic: 'X' })
    await gate.started()
    const page = async (offset: number) => {
      const { body, headers } = await api.send('GET', `/agents/${id}/runs/${runId}/events?limit=100&offset=${offset}`)
      return { rows: body as { id: string }[], total: headers.get('x-total-count') }
    }
    const first = await page(0)
    const second = await page(100)
    expect([first.rows.length, second.rows.length, first.total]).toEqual([100, 50, '150'])
    gate.release('news')
    await test.whenEnded(runId)
    const [again, rest] = [await page(100), await page(200)]
    expect([again.rows.length, rest.rows.length, rest.total]).toEqual([100, 50, '250'])
    expect(again.rows.slice(0, 50).map((row) => row.id)).toEqual(second.rows.map((row) => row.id))
    expect(new Set([...first.rows, ...again.rows, ...rest.rows].map((row) => row.id)).size).toBe(250)
    const refuse = (limit: number) => api.refuse('GET', `/agents/${id}/runs/${runId}/events?limit=${limit}`)
    expect([await refuse(101), await refuse(0)]).toEqual(['422 INPUT_INVALID "/limit"', '422 INPUT_INVALID "/limit"'])
  })
})

describe('the fold into rows', () => {
  it('shows the text so far while it is written', () => {
    const events = [log.created(), log.turnStarted('t1'), thinks('s1', 'I '), thinks('s1', 'see')]
    expect(rowsOf(events)).toEqual([
      {
        id: 's1',
        runId: 'run_1',
        type: 'reasoning',
        data: { content: 'I see' },
        startedAt: log.moment(2000),
        finishedAt: null,
      },
    ])
    expect(rowsOf([...events, thought('s1', 'I see.', 2000)])).toEqual([
      {
        id: 's1',
        runId: 'run_1',
        type: 'reasoning',
        data: { content: 'I see.' },
        startedAt: log.moment(2000),
        finishedAt: log.moment(4000),
      },
    ])
  })

  it('shows no text that may be the answer, and nothing behind it until that is known', () => {
    const open = [log.turnStarted('t1'), thinks('s1', 'A'), says('s2', 'B'), thinks('s3', 'C')]
    expect(summary(open)).toEqual(['s1 open'])
    expect(summary([...open, said('s2', 'B', 'narration')])).toEqual(['s1 open', 's2 closed', 's3 open'])
    expect(summary([...open, said('s2', 'B', 'final')])).toEqual(['s1 open', 's3 open'])
    expect(summary([...open, says('s2', 'B', 'narration')])).toEqual(['s1 open', 's2 open', 's3 open'])
    expect(summary([...open, log.turnFailed('t1')])).toEqual(['s1 closed', 's3 closed'])
  })

  it('closes a call in every way that a call ends, once', () => {
    const call = (end: log.ShortEvent) =>
      rowsOf([log.toolStarted('c1', 't1'), end, log.toolCompleted('c1', 'late')])[0]?.data['output']
    expect(call(log.toolCompleted('c1', { a: 1 }))).toEqual({ a: 1 })
    expect(call(log.toolFailed('c1', 'RUN_TIMEOUT'))).toEqual({ error: { code: 'RUN_TIMEOUT', message: 'no luck' } })
    expect(call(log.toolFailed('c1', 'CANCELLED'))).toEqual({ error: { code: 'cancelled', message: 'no luck' } })
    expect(call(log.toolUnknown('c1'))).toEqual({ error: { code: 'TOOL_OUTCOME_UNKNOWN', message: 'nobody knows' } })
  })

  it('shows plans and compressions as moments, and nothing of what else is in a log', () => {
    const compressed = event('context.compressed', { tokensBefore: 9, tokensAfter: 4, keptRuns: 0, shortenedTurns: 1 })
    const events = [log.created(), log.started(), compressed, log.turnStarted('t1'), planned, log.requested('c1', 't1')]
    expect(rowsOf(events).map(({ id, type, data }) => [id, type, data])).toEqual([
      ['run_1_3', 'context_compression', { tokensBefore: 9, tokensAfter: 4 }],
      ['plan_1', 'planning', { content: 'Look.' }],
    ])
    expect(rowsOf(events).every(({ startedAt, finishedAt }) => startedAt === finishedAt)).toBe(true)
  })
})

/** Turns that think, speak and call, some of which fail. */
const turns = fc.array(
  fc.record({
    blocks: fc.array(fc.record({ isText: fc.boolean(), pieces: fc.integer({ min: 1, max: 3 }) }), { maxLength: 4 }),
    calls: fc.nat(2),
    isFailed: fc.boolean(),
    hasPlan: fc.boolean(),
  }),
  { maxLength: 4 },
)

function write(list: typeof turns extends fc.Arbitrary<infer T> ? T : never): RunEvent[] {
  const events: log.ShortEvent[] = [log.created()]
  for (const [index, turn] of list.entries()) {
    const id = `t${index}`
    events.push(log.turnStarted(id))
    const closing: log.ShortEvent[] = []
    for (const [n, { isText, pieces }] of turn.blocks.entries()) {
      const place = inTurn(`${id}.${n}`, id)
      const startedAt = log.moment(events.length * 1000)
      const content = 'x'.repeat(pieces)
      for (let piece = 0; piece < pieces; piece += 1) {
        events.push(
          isText
            ? event('message.delta', { messageId: place.spanId, channel: 'final', content: 'x' }, place)
            : event('reasoning.delta', { content: 'x' }, place),
        )
      }
      const channel = turn.calls > 0 ? 'narration' : 'final'
      closing.push(
        isText
          ? event('message.completed', { messageId: place.spanId, channel, content, startedAt }, place)
          : event('reasoning.completed', { content, startedAt }, place),
      )
    }
    if (turn.isFailed) {
      events.push(log.turnFailed(id))
      continue
    }
    events.push(...closing, log.turnCompleted(id))
    if (turn.hasPlan) events.push(event('plan.written', { content: 'p', callId: `p${id}` }, inTurn(`p${id}`, id)))
    const calls = Array.from({ length: turn.calls }, (_item, n) => `${id}c${n}`)
    events.push(
      ...calls.map((callId) => log.toolStarted(callId, id)),
      ...calls.map((callId) => log.toolCompleted(callId)),
    )
  }
  return log.logOf(events)
}

it('a row neither moves nor goes away as the log grows, keeps when it began, and once closed never changes', () => {
  fc.assert(
    fc.property(turns, (list) => {
      const events = write(list)
      let before = foldRows([])
      for (let end = 1; end <= events.length; end += 1) {
        const rows = foldRows(events.slice(0, end))
        const kept = rows.slice(0, before.length)
        expect(kept.map(({ id, startedAt }) => [id, startedAt])).toEqual(
          before.map(({ id, startedAt }) => [id, startedAt]),
        )
        for (const [index, row] of before.entries()) if (row.finishedAt !== null) expect(kept[index]).toEqual(row)
        before = rows
      }
      expect(before.every(({ finishedAt }) => finishedAt !== null)).toBe(true)
    }),
  )
})

it('rows are the same when the deltas of completed texts are gone', () => {
  fc.assert(
    fc.property(turns, (list) => {
      const events = write(list)
      const whole = new Set(events.flatMap(({ type, spanId }) => (type.endsWith('.completed') ? [spanId] : [])))
      const compacted = events.filter(({ type, spanId }) => !type.endsWith('.delta') || !whole.has(spanId))
      expect(foldRows(compacted)).toEqual(foldRows(events))
    }),
  )
})
