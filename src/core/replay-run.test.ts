import { describe, expect, it } from 'vitest'
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import {
  created,
  createDefinition,
  event,
  logOf,
  message,
  moment,
  recovered,
  requested,
  resolved,
  resumed,
  type ShortEvent,
  started,
  toolCompleted,
  toolStarted,
  toolUnknown,
  turnCompleted,
  turnFailed,
  turnStarted,
  waiting,
} from '../testing/log-of.ts'
import { replayRun } from './replay-run.ts'

const look = { name: 'look', description: 'Looks.', inputSchema: {}, effect: 'once', timeoutMs: 1000 } as const
const definition = createDefinition({ tools: [look] })
const asking = createDefinition({ tools: [{ ...look, approval: 'always' }] })
const planning = createDefinition({ tools: [look], planning: true })
const planned = event('plan.written', { content: 'Look.', callId: 'p' }, { spanId: 'span_p', parentSpanId: 't1' })
const usage = { promptTokens: 6, completionTokens: 2, totalTokens: 8 }
const end = (text: string, turns = 2) => {
  const half = { promptTokens: 3, completionTokens: 1, totalTokens: 4 }
  const data = { resultType: 'text' as const, resultData: { result: text }, sources: [] }
  return event('run.completed', { ...data, usage: turns === 2 ? usage : half })
}
const failed = (code: string, text: string, stage: 'start' | 'model' | 'tool' | 'limit') =>
  event('run.failed', { code, message: text, stage })
const cancelled = event('run.cancelled', { by: 'ada', inFlight: [] })
const head = [created(), { ...started(), atMs: 0 }]
const asked = [turnStarted('t1'), turnCompleted('t1'), toolStarted('a', 't1')]
const answered = [turnStarted('t2', 2), message('t2', 'Found.'), turnCompleted('t2'), end('Found.')]
const compressed = (shortenedTurns: number) =>
  event('context.compressed', { tokensBefore: 9, tokensAfter: 3, keptRuns: 0, shortenedTurns })
/** Two turns with a call each. */
const long = [
  ...head,
  ...asked,
  toolCompleted('a'),
  turnStarted('t2', 2),
  turnCompleted('t2'),
  toolStarted('b', 't2'),
  toolCompleted('b'),
]
const again = event('run.started', { attempt: 2, deadlineAt: moment(61_000) })
const interrupted = {
  ...turnFailed('t1', { code: 'INTERRUPTED', message: 'the model turn was interrupted; its text so far is void' }),
  atMs: 3000,
}
const retried = event('run.recovered', { attempt: 2, settled: [{ spanId: 't1', outcome: 'turn-retried' }] })
const unknownSettled = event('run.recovered', {
  attempt: 2,
  settled: [{ spanId: 'span_a', callId: 'a', outcome: 'outcome-unknown' }],
})
const late = (seconds: number) => ({
  ...failed('RUN_TIMEOUT', 'the run reached its time limit of 60000 ms', 'limit'),
  atMs: seconds * 1000,
})
const closedLate = (callId: string) => ({
  ...event(
    'tool.failed',
    { callId, code: 'RUN_TIMEOUT', message: 'the run reached its time limit of 60000 ms', retryable: false },
    { spanId: `span_${callId}` },
  ),
  atMs: 60_000,
})

/** A call `a` of turn t1 was asked for, the run waits, and a person has answered. */
const wait = [turnStarted('t1'), turnCompleted('t1'), requested('a', 't1'), waiting('a')]
const allowed = resolved('a', { decision: 'approved' })
const onward = (events: ShortEvent[]) => [
  ...events,
  event('run.resumed', { deadlineAt: moment(62_000) }),
  event('run.started', { attempt: 2, deadlineAt: moment(62_000) }),
]

const same: [string, readonly ShortEvent[], AgentDefinition?][] = [
  ['a run with a call', [...head, ...asked, toolCompleted('a'), ...answered]],
  [
    'a plan and a call',
    [...head, turnStarted('t1'), turnCompleted('t1'), planned, toolStarted('a', 't1'), toolCompleted('a'), ...answered],
    planning,
  ],
  ['a context that is shortened before a turn', [...long, compressed(1), turnStarted('t3', 3)]],
  ['a context that is shortened before the first turn', [...head, compressed(0), turnStarted('t1')]],
  ['a run that has not ended', [...head, ...asked]],
  [
    'log lines and types of later versions',
    [...head, event('log', { level: 'info', message: 'x' }), { type: 'dream.told', data: {} } as never, ...asked],
  ],
  [
    'a turn that a crash interrupted',
    [
      ...head,
      turnStarted('t1'),
      retried,
      interrupted,
      turnStarted('t2'),
      message('t2', 'Hi'),
      turnCompleted('t2'),
      end('Hi', 1),
    ],
  ],
  ['a call that a crash left unknown', [...head, ...asked, unknownSettled, toolUnknown('a'), ...answered]],
  [
    'a person who allowed a call',
    [...onward([...head, ...wait, allowed]), toolStarted('a', 't1'), toolCompleted('a'), ...answered],
    asking,
  ],
  [
    'an answer that overtook the wait',
    [...head, ...wait.slice(0, 3), allowed, { ...waiting('a'), atMs: 6000 }, { ...resumed(), atMs: 6000 }],
    asking,
  ],
  [
    'a person who is asked about an unknown outcome',
    [...head, ...asked, unknownSettled, toolUnknown('a'), requested('a', 't1', 'unknown'), waiting('a')],
    createDefinition({ tools: [look], onUnknown: 'ask' }),
  ],
  ['the time limit during a call', [...head, ...asked, closedLate('a'), late(60)]],
  [
    'a model that cannot be asked',
    [...head, turnStarted('t1'), turnFailed('t1', { willRetry: false }), failed('MODEL_FAILED', 'it broke', 'model')],
  ],
  ['a cancel before the start', [created(), cancelled]],
]

const divergent: [string, RegExp, RegExp, readonly ShortEvent[], AgentDefinition?][] = [
  ['no start', /start with run.created/, /run.started/, [started()]],
  ['work before the run is taken up', /nobody works/, /turn.started/, [created(), turnStarted('t1')]],
  [
    'a plan of an agent that does not plan',
    /nothing: the agent does not plan/,
    /plan.written/,
    [...head, turnStarted('t1'), turnCompleted('t1'), planned],
  ],
  ['a plan of another turn', /ask the model/, /plan.written/, [...head, planned], planning],
  ['a call without a plan', /write a plan before look starts/, /tool.started/, [...head, ...asked], planning],
  [
    'a person who is asked before there is a plan',
    /write a plan before look is asked for/,
    /approval.requested/,
    [...head, ...wait.slice(0, 3)],
    createDefinition({ tools: [{ ...look, approval: 'always' }], planning: true }),
  ],
  [
    'a context that is shortened during a turn',
    /end of the turn/,
    /context/,
    [...head, turnStarted('t1'), compressed(0)],
  ],
  [
    'a context that is shortened twice before a turn',
    /ask the model: its context has been shortened/,
    /context.compressed/,
    [...long, compressed(1), compressed(1)],
  ],
  ['a context without its last turn', /keep the last turn/, /context.compressed/, [...long, compressed(2)]],
  ['a lost outcome', /wait for look \(a\)/, /turn.started/, [...head, ...asked, ...answered]],
  ['an outcome of no call', /call b is not open/, /tool.completed/, [...head, ...asked, toolCompleted('b')]],
  [
    'a turn too many',
    /finish with "Hi"/,
    /turn.started/,
    [...head, turnStarted('t1'), message('t1', 'Hi'), turnCompleted('t1'), turnStarted('t2', 2)],
  ],
  ['a turn of the wrong number', /turn 1/, /"n":7/, [...head, turnStarted('t1', 7)]],
  [
    'another model',
    /ask openai\/gpt/,
    /turn.started/,
    [...head, turnStarted('t1')],
    createDefinition({ model: 'openai/gpt' }),
  ],
  [
    'another answer',
    /finish with "Found."/,
    /"other"/,
    [...head, ...asked, toolCompleted('a'), ...answered.slice(0, -1), end('other')],
  ],
  [
    'a call that no turn asked for',
    /ask the model/,
    /tool.started/,
    [...head, ...asked, toolCompleted('a'), toolStarted('b', 't1')],
  ],
  ['a call that a person was to allow', /ask a person before look/, /tool.started/, [...head, ...asked], asking],
  ['a person asked for nothing', /without asking/, /approval.requested/, [...head, ...wait], definition],
  [
    'the wrong kind of question',
    /ask for approval/,
    /"question"/,
    [...head, ...wait.slice(0, 2), requested('a', 't1', 'question')],
    asking,
  ],
  ['a request of no turn', /ask the model/, /approval.requested/, [...head, requested('a', 't1')], asking],
  ['another effect', /effect pure/, /"once"/, [...head, ...asked], createDefinition()],
  [
    'a pure call left unknown',
    /run the pure call a again/,
    /tool.unknown/,
    [...head, ...asked.slice(0, 2), toolStarted('a', 't1', 'pure'), toolUnknown('a')],
    createDefinition(),
  ],
  ['an answer to nothing', /nobody asks for appr_a/, /approval.resolved/, [...head, allowed]],
  [
    'no wait for a person',
    /wait for a person \(appr_a\)/,
    /turn.started/,
    [...head, ...wait.slice(0, 3), turnStarted('t2', 2)],
    asking,
  ],
  [
    'a call started without the answer',
    /wait for a person/,
    /tool.started/,
    [...head, ...wait.slice(0, 3), toolStarted('b', 't1'), toolCompleted('b'), toolStarted('a', 't1')],
    createDefinition({ tools: [{ ...look, approval: 'sometimes' }] }),
  ],
  [
    'an allowed call forgotten',
    /start look \(a\)/,
    /turn.started/,
    [...onward([...head, ...wait, allowed]), turnStarted('t2', 2)],
    asking,
  ],
  [
    'a recovery without its turn',
    /turn.failed .*INTERRUPTED/,
    /turn.started/,
    [...head, turnStarted('t1'), retried, turnStarted('t2')],
  ],
  ['another settlement', /outcome-unknown/, /"settled":\[\]/, [...head, ...asked, recovered(2)]],
  ['a start in the middle', /run.recovered/, /run.started/, [...head, again]],
  ['a start while it waits', /nobody works/, /run.recovered/, [...head, ...wait, recovered(2)], asking],
  ['a text of no turn', /ask the model/, /message.completed/, [...head, message('t1', 'x')]],
  ['a run created twice', /ask the model/, /run.created/, [...head, created()]],
  ['a turn in a turn', /turn that is open \(t1\)/, /turn.started/, [...head, turnStarted('t1'), turnStarted('t2')]],
  ['a time limit before its time', /ask the model/, /RUN_TIMEOUT/, [...head, late(3)]],
  [
    'work after the time limit',
    /fail with RUN_TIMEOUT/,
    /turn.started/,
    [...head, ...asked, { ...toolCompleted('a'), atMs: 70_000 }, turnStarted('t2', 2)],
  ],
  [
    'a fallback passed over',
    /ask b\/b instead/,
    /"willRetry":false/,
    [...head, turnStarted('t1'), turnFailed('t1', { willRetry: false })],
    createDefinition({ fallbackModels: ['b/b'] }),
  ],
  [
    'a fallback that is none',
    /no other model/,
    /c\/c/,
    [...head, turnStarted('t1'), turnFailed('t1', { nextModel: 'c/c' })],
  ],
  ['events after the end', /nobody works/, /turn.started/, [...head, cancelled, turnStarted('t1')]],
  [
    'an attempt nobody began',
    /attempt 1/,
    /turn.started/,
    [...head, { ...turnStarted('t1'), attempt: 2 } as ShortEvent],
  ],
  [
    'an unknown outcome that nobody asks about',
    /ask a person what became of look \(a\)/,
    /turn.started/,
    [...head, ...asked, toolUnknown('a'), turnStarted('t2', 2)],
    createDefinition({ tools: [look], onUnknown: 'ask' }),
  ],
]

describe('replaying a log', () => {
  it.each(same)('finds nothing in %s', (_name, events, agent = definition) => {
    expect(replayRun(logOf(events), agent).divergences).toEqual([])
  })

  it.each(divergent)('finds %s', (_name, decided, recorded, events, agent = definition) => {
    const [first] = replayRun(logOf(events), agent).divergences
    expect(first?.decided).toMatch(decided)
    expect(first?.recorded).toMatch(recorded)
  })

  it('finds an empty log, and stops after twenty divergences', () => {
    expect(replayRun([], definition)).toMatchObject({ checked: 0, divergences: [{ recorded: 'nothing' }] })
    const log = logOf([...head, ...Array.from({ length: 40 }, () => event('turn.completed', turnCompleted('t1').data))])
    expect(replayRun(log, definition).divergences).toHaveLength(20)
  })

  it('counts what was checked, and cuts what it shows', () => {
    const log = logOf([...head, ...asked, toolCompleted('a'), ...answered])
    expect(replayRun(log, definition).checked).toBe(log.length - 1)
    const [first] = replayRun(logOf([...head, message('t1', 'x'.repeat(1000))]), definition).divergences
    expect(first?.recorded).toHaveLength(300)
  })
})
