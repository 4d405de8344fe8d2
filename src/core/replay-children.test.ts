// Replay of logs in which other runs work on calls.
import { describe, expect, it } from 'vitest'
import {
  created,
  createDefinition,
  event,
  logOf,
  message,
  moment,
  recovered,
  resumed,
  type ShortEvent,
  started,
  toolCompleted,
  toolStarted,
  turnCompleted,
  turnStarted,
} from '../testing/log-of.ts'
import { replayRun } from './replay-run.ts'

const look = { name: 'look', description: 'Looks.', inputSchema: {}, timeoutMs: 1000, agentId: 'search' }
const own = { name: 'own', description: 'x', inputSchema: {}, timeoutMs: 1000, effect: 'pure' as const }
const definition = createDefinition({ tools: [{ ...look, effect: 'idempotent' }, own] })
const head = [created(), { ...started(), atMs: 0 }]
const turn = [turnStarted('t1'), turnCompleted('t1')]
/** A call `a` of turn t1 that run `run_a` works on. */
const intent = toolStarted('a', 't1', 'idempotent')
const called = [...turn, { ...intent, data: { ...intent.data, child: { runId: 'run_a', agentId: 'search' } } }]
const other = toolStarted('b', 't1', 'pure')
const ownCall = { ...other, data: { ...other.data, toolName: 'own' } }
const ended = event(
  'tool.completed',
  { callId: 'a', output: 'x', durationMs: 1, child: { runId: 'run_a', waitedMs: 500 } },
  { spanId: 'span_a' },
)
const delegated = event('run.delegated', { childRunIds: ['run_a'] })
const resumedAt = (atMs: number, deadlineMs: number) => ({ ...resumed(deadlineMs), atMs })
const again = event('run.started', { attempt: 2, deadlineAt: moment(60_500) })
const answer = [turnStarted('t2', 2), message('t2', 'Found.'), turnCompleted('t2')]

const replay = (events: readonly ShortEvent[]) => replayRun(logOf([...head, ...events]), definition).divergences

const lead = { runId: 'run_0', agentId: 'lead', maxTokens: 9 }
const below = [created({ ancestors: [lead] }), { ...started(), atMs: 0 }]
const checked = (runId: string) => event('budget.checked', { used: [{ runId, totalTokens: 5 }] })
const turnOne = [turnStarted('t1'), message('t1', 'x'), turnCompleted('t1')]

describe('replaying the log of a run below another', () => {
  const first = (...events: ShortEvent[]) => replayRun(logOf([...below, ...events]), definition).divergences[0]?.decided

  it('finds nothing when its budget was read before every turn', () => {
    expect(first(checked('run_0'), ...turnOne)).toBeUndefined()
  })

  it('finds a budget that was not read, of another run, or for nothing', () => {
    expect(first(...turnOne)).toMatch(/read what run_0 and the runs below used/)
    expect(first(checked('run_1'))).toMatch(/read what run_0/)
    expect(replay([checked('run_0')])[0]?.decided).toMatch(/ask the model/)
  })
})

describe('replaying the log of a run with runs below it', () => {
  it.each<[string, readonly ShortEvent[]]>([
    ['a wait for one below', [...called, delegated, ended, resumedAt(6000, 60_500), again, ...answer]],
    ['an end that overtook the wait for it', [...called, ended, { ...delegated, atMs: 6000 }, resumedAt(6000, 60_000)]],
  ])('finds nothing in %s', (_name, events) => {
    expect(replay(events)).toEqual([])
  })

  it.each<[string, RegExp, readonly ShortEvent[]]>([
    ['a call of an agent that code works on', /start look by search/, [...turn, intent]],
    ['a call of an agent that ends without it', /the end of run_a/, [...called, toolCompleted('a')]],
    [
      'the end of a run that works on no call',
      /the end of call b/,
      [...turn, ownCall, { ...ended, data: { ...ended.data, callId: 'b' }, spanId: 'span_b' }],
    ],
    ['no wait for a run below', /runs below \(run_a\)/, [...called, turnStarted('t2', 2)]],
    ['a wait for no run', /ask the model/, [delegated]],
    ['a start while it waits for a run below', /nobody works/, [...called, delegated, recovered(2)]],
  ])('finds %s', (_name, decided, events) => {
    expect(replay(events)[0]?.decided).toMatch(decided)
  })
})
