import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../contracts/run-event.ts'
import * as log from '../../testing/log-of.ts'
import { createChatFold } from './chat-fold.ts'

/** Events that this version of the log does not have yet, written by hand. */
const written = (type: string, data: object) => ({ type, data }) as unknown as log.ShortEvent
const fold = (events: readonly log.ShortEvent[]) => log.logOf(events).flatMap(createChatFold())
const end = written('run.completed', { resultType: 'text', resultData: { result: '' }, sources: [] })
const cancelled = written('run.cancelled', { by: 'ada', inFlight: [] })
const failed = (code: string, message = 'why') => written('run.failed', { code, message, stage: 'model' })

/** Type and what fills it. */
function describeEvents(events: readonly log.ShortEvent[]): string[] {
  return fold(events).map(({ event }) => [event.type, event.errorCode ?? event.content].filter(Boolean).join(' '))
}

const provided = written('context.provided', {
  contextSpaces: [{ id: 'space_1', name: 'Handbook' }],
  skills: [
    { id: 'refund', name: 'refund', description: 'Pays back', sourceId: 'src_2', relativePath: 'refund/SKILL.md' },
  ],
  sources: [{ id: 'src_1', name: 'Docs', kind: 'local_file_system' }],
})
const skill = (skillId: string, stage: 'listed' | 'body') =>
  written('skill.loaded', { skillId, skillName: skillId, description: `Does ${skillId}`, stage })
const summary = { attachedSourceCount: 1, searchedDocumentCount: 3, candidateCount: 2, selectedCount: 1 }
const hit = { sourceId: 'src_1', sourceName: 'Docs', relativePath: 'a.md', fileName: 'a.md', snippet: 'A', score: 0.9 }

describe('what a run was given to read', () => {
  it('case 2: comes first: spaces, all skills in one event, the search', () => {
    const searched = written('context.searched', { query: 'x', summary, results: [hit] })
    const entries = fold([log.created(), provided, skill('refund', 'listed'), skill('greet', 'listed'), searched, end])
    expect(entries.map(({ seq, event }) => [seq, event.type])).toEqual([
      [2, 'context_provided'],
      [4, 'skill_loaded'],
      [5, 'context_searched'],
      [6, 'completed'],
    ])
    expect(entries[0]?.event).toMatchObject({
      contextSpaces: [{ id: 'space_1', name: 'Handbook', description: null }],
      skills: [
        {
          id: 'refund',
          name: 'refund',
          description: 'Pays back',
          version: null,
          tags: [],
          sourceId: 'src_2',
          relativePath: 'refund/SKILL.md',
        },
      ],
      sources: [{ id: 'src_1', name: 'Docs', kind: 'LocalFileSystem', description: null }],
    })
    expect(entries[1]?.event.loadedSkills).toEqual([
      { skillId: 'refund', skillName: 'refund', version: null, description: 'Does refund' },
      { skillId: 'greet', skillName: 'greet', version: null, description: 'Does greet' },
    ])
    expect(entries[2]?.event).toMatchObject({ contextSearchSummary: summary, sourceSearchResults: [hit] })
  })

  it('case 3: shows a search without hits as one', () => {
    const none = { ...summary, candidateCount: 0, selectedCount: 0 }
    const [entry] = fold([written('context.searched', { query: 'x', summary: none, results: [] })])
    expect(entry?.event).toMatchObject({ contextSearchSummary: none, sourceSearchResults: [] })
  })

  it('case 23: shows a skill that the model reads in an event of its own', () => {
    const entries = fold([
      log.created(),
      skill('refund', 'listed'),
      log.turnStarted('t1'),
      skill('refund', 'body'),
      end,
    ])
    expect(entries.map(({ event }) => event.loadedSkills?.length)).toEqual([1, 1, undefined])
  })
})

describe('texts', () => {
  it('case 33: of one turn are joined by a blank line, whether their deltas are there or not', () => {
    const delta = (messageId: string, content: string) =>
      log.event('message.delta', { messageId, channel: 'final', content })
    const whole = [log.turnStarted('t1'), log.message('t1', 'One'), log.message('t1', 'Two'), end]
    const pieces = [
      log.turnStarted('t1'),
      delta('msg_One', 'O'),
      delta('msg_One', 'ne'),
      delta('msg_Two', 'Two'),
      ...whole.slice(1),
    ]
    const textOf = (events: readonly log.ShortEvent[]) =>
      fold(events)
        .map(({ event }) => event.content ?? '')
        .join('')
    expect([textOf(whole), textOf(pieces)]).toEqual(['One\n\nTwo', 'One\n\nTwo'])
  })
})

describe('calls', () => {
  const turn = [log.created(), log.turnStarted('t1'), log.turnCompleted('t1')]

  it('whose outcome is unknown have failed, and are not closed again when a person settles them', () => {
    const settled = log.resolved('c1', { decision: 'settled', outcome: 'completed', output: 1 })
    const events = [
      ...turn,
      log.toolStarted('c1', 't1'),
      log.toolUnknown('c1'),
      log.requested('c1', 't1', 'unknown'),
      settled,
      end,
    ]
    expect(describeEvents(events)).toEqual([
      'tool_call_started look',
      'tool_call_failed ToolOutcomeUnknown',
      'completed',
    ])
  })

  it('that a person is asked about start once, whether approved, rejected or answered', () => {
    const asked = [...turn, log.requested('c1', 't1')]
    const approved = [
      ...asked,
      log.resolved('c1', { decision: 'approved' }),
      log.toolStarted('c1', 't1'),
      log.toolCompleted('c1'),
      end,
    ]
    expect(describeEvents(approved)).toEqual(['tool_call_started look', 'tool_call_completed "found"', 'completed'])
    const rejected = [...asked, log.resolved('c1', { decision: 'rejected' }), end]
    expect(describeEvents(rejected)).toEqual([
      'tool_call_started look',
      'tool_call_failed ApprovalRejected',
      'completed',
    ])
    const answered = [...asked, log.resolved('c1', { decision: 'answered', output: { answer: 'yes' } }), end]
    expect(describeEvents(answered)[1]).toBe('tool_call_completed {"answer":"yes"}')
  })

  it('case 18: that nobody answered for are closed with the end of the run', () => {
    const events = [...turn, log.requested('c1', 't1'), log.waiting('c1'), cancelled]
    expect(describeEvents(events).slice(1)).toEqual(['tool_call_failed RunCancelled', 'failed RunCancelled'])
  })

  it('show arguments that are no JSON as a JSON text', () => {
    const started = log.event('tool.started', { callId: 'c1', toolName: 'look', input: '{"q":', effect: 'pure' })
    expect(fold([started])[0]?.event.argumentsJson).toBe(JSON.stringify('{"q":'))
  })
})

describe('error codes', () => {
  it.each([
    ['MODEL_FAILED', 'ProviderRequestFailed', 'why'],
    ['MODEL_KEY_MISSING', 'ApiKeyMissing', 'why'],
    ['RUN_TIMEOUT', 'RunTimeout', 'why'],
    ['RUN_MAX_ITERATIONS', 'RunMaxIterations', 'why'],
    ['RUN_BUDGET_EXCEEDED', 'RunBudgetExceeded', 'why'],
    ['RUN_LOST', 'RunLost', 'why'],
    ['INTERNAL_ERROR', 'AgentExecutionFailed', 'The agent could not be run because of a fault of the server.'],
  ])('%s is %s', (code, errorCode, errorMessage) => {
    const [entry] = fold([failed(code)])
    expect(entry?.event).toMatchObject({ type: 'failed', errorCode, errorMessage, content: errorMessage })
  })

  it.each([
    ['TOOL_NOT_FOUND', 'ToolNotFound'],
    ['TOOL_INPUT_INVALID', 'ToolInputInvalid'],
    ['TOOL_EXECUTION_ERROR', 'ToolExecutionFailed'],
    ['CANCELLED', 'RunCancelled'],
  ])('of a call: %s is %s', (code, errorCode) => {
    const [, entry] = fold([log.toolStarted('c1', 't1'), log.toolFailed('c1', code)])
    expect(entry?.event).toMatchObject({ type: 'tool_call_failed', toolCallId: 'c1', errorCode })
  })
})

it('types of later versions make no event', () => {
  const later = { ...log.logOf([log.created()])[0], type: 'later.kind' } as unknown as RunEvent
  expect(createChatFold()(later)).toEqual([])
})
