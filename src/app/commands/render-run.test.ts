// What a person reads of a run, as plain text.
import { expect, test } from 'vitest'
import type { NewRunEvent, RunEventData } from '../../contracts/run-event.ts'
import type { Terminal } from '../terminal.ts'
import { createRunRenderer } from './render-run.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 5, 9, 0, seconds)).toISOString()

function render(events: readonly NewRunEvent[]): string {
  let text = ''
  const terminal: Terminal = {
    stdin: process.stdin,
    env: {},
    isJson: false,
    write: (part) => void (text += part),
    writeJson: () => undefined,
    note: () => undefined,
    style: (_style, part) => part,
    columns: 60,
    showStatus: () => undefined,
    onInterrupt: () => () => undefined,
  }
  const renderer = createRunRenderer(terminal)
  events.forEach((event, index) => renderer.push({ v: 1, runId: 'run_1', seq: index + 1, ...event }))
  renderer.end()
  return text
}

const created: NewRunEvent = {
  type: 'run.created',
  at: at(0),
  data: {
    organizationId: 'default',
    agentId: 'docs',
    agentName: 'docs',
    model: 'sim/assistant',
    revisionId: 'docs-r1',
    input: { message: 'How?' },
    origin: { kind: 'cli' },
    limits: { timeoutMs: 1000, maxIterations: 5 },
    resultType: 'text',
  },
}
const started: NewRunEvent = { type: 'run.started', at: at(0), data: { attempt: 1, deadlineAt: at(60) } }
const usage = { promptTokens: 1, completionTokens: 2, totalTokens: 3 }
const delta = (content: string): NewRunEvent => ({
  type: 'message.delta',
  at: at(1),
  spanId: 's',
  data: { messageId: 'm', channel: 'final', content },
})

test('shows the answer of a run that asked no model', () => {
  const data = { resultType: 'text' as const, resultData: { result: 'Nothing was found.' }, sources: [], usage }
  expect(render([created, started, { type: 'run.completed', at: at(1), data }])).toContain(
    '\n\nNothing was found.\n\n✔ done',
  )
})

test('shows reasoning, tools with their time, the answer and what it took', () => {
  const text = render([
    created,
    started,
    { type: 'reasoning.delta', at: at(1), spanId: 'r', data: { content: 'I will look.' } },
    {
      type: 'tool.started',
      at: at(1),
      spanId: 't',
      data: { callId: 'c', toolName: 'find', input: { q: 'x' }, effect: 'pure' },
    },
    { type: 'tool.completed', at: at(1), spanId: 't', data: { callId: 'c', output: { hits: 2 }, durationMs: 12 } },
    delta('Like '),
    delta('this.'),
    { type: 'turn.completed', at: at(2), spanId: 'turn', data: { usage, finishReason: 'stop' } },
    {
      type: 'run.completed',
      at: at(2),
      data: { resultType: 'text', resultData: { result: 'Like this.' }, sources: [], usage, costUsd: 0 },
    },
  ])
  expect(text).toBe(`docs sim/assistant (simulated) · run_1
› How?

I will look.

→ find {"q":"x"}
✓ find · 12 ms {"hits":2}

Like this.

✔ done in 2.0 s · 1 turn · 3 tokens · $0.00
  see it again: errand show run_1
`)
})

test('shows a json result as what it became, indented, and why an answer was refused', () => {
  const [first] = [{ ...created, data: { ...created.data, resultType: 'json' } } as NewRunEvent]
  const text = render([
    first,
    started,
    delta('{"euros": "5"}'),
    {
      type: 'result.refused',
      at: at(1),
      data: { answer: 1, issues: [{ pointer: '/euros', message: 'not a number' }] },
    },
    delta('{"euros": 5, "of": {"a": [1]}}'),
    {
      type: 'run.completed',
      at: at(2),
      data: { resultType: 'json', resultData: { euros: 5, of: { a: [1] } }, sources: [], usage },
    },
  ])
  expect(text).toContain(`› How?

↻ answer 1 does not fit the result schema: /euros: not a number

{
  "euros": 5,
  "of": {
    "a": [
      1
    ]
  }
}

✔ done`)
})

test('says that text is void when a turn is asked again, and what a cancel found in flight', () => {
  const text = render([
    created,
    started,
    delta('Half an ans'),
    {
      type: 'turn.failed',
      at: at(1),
      spanId: 'turn',
      data: { code: 'MODEL_FAILED', message: 'the connection was cut', willRetry: true, retryAfterMs: 500 },
    },
    {
      type: 'run.cancelled',
      at: at(2),
      data: { by: 'root', reason: 'enough', inFlight: [{ spanId: 't', kind: 'tool', toolName: 'pay', since: at(1) }] },
    },
  ])
  expect(text).toContain('↻ the connection was cut; the text above is void; asking again in 500 ms')
  expect(text).toContain('■ cancelled by root: enough (in flight: pay)')
})

test('control characters from models and tools do not reach the terminal', () => {
  const text = render([created, started, delta('\u001b[2Jgone\u0007\u009b31m')])
  expect(text).toContain('gone')
  // oxlint-disable-next-line no-control-regex -- this is what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
})

test('says what a person is asked, how to answer, and what the answer was', () => {
  const asked = (kind: 'approval' | 'question' | 'unknown', toolName: string, input: object): NewRunEvent => ({
    type: 'approval.requested',
    at: at(1),
    data: { approvalId: `appr_${kind}`, kind, callId: 'c', toolName, input, effect: 'once' },
  })
  const answered = (data: Partial<RunEventData<'approval.resolved'>>): NewRunEvent => ({
    type: 'approval.resolved',
    at: at(2),
    data: { approvalId: 'appr_approval', callId: 'c', decision: 'approved', by: 'root', ...data },
  })
  const text = render([
    created,
    started,
    asked('approval', 'pay', { amount: 7 }),
    asked('question', 'ask_human', { question: 'Tea?', choices: ['yes', 'no'] }),
    asked('unknown', 'send', {}),
    answered({}),
    answered({ decision: 'rejected', reason: 'too much' }),
    answered({ decision: 'answered', output: { answer: 'yes' } }),
  ])
  expect(text.split('\n').slice(3)).toEqual([
    '⏸ waits for approval of pay {"amount":7}',
    '    errand approve run_1 --id appr_approval',
    '    errand reject run_1 --id appr_approval --reason TEXT',
    '⏸ asks: Tea? (yes, no)',
    '    errand answer run_1 TEXT --id appr_question',
    '⏸ asks what became of send {}',
    '    errand settle run_1 c --completed JSON',
    '    errand settle run_1 c --failed TEXT',
    '▶ approved by root',
    '▶ rejected by root: too much',
    '▶ answered by root: yes',
    '',
  ])
})

test('shows a plan, and that it was changed', () => {
  const written = (content: string): NewRunEvent => ({
    type: 'plan.written',
    at: at(1),
    data: { content, callId: 'c' },
  })
  const text = render([
    created,
    started,
    written('1. Look in the cellar, the attic and the shed for the old key.'),
    written('1. Ask.'),
  ])
  expect(text).toContain(
    '☰ plan\n  1. Look in the cellar, the attic and the shed for the old\n  key.\n\n☰ plan, changed\n  1. Ask.\n',
  )
})

test('says that what the model is told was shortened', () => {
  const data = { tokensBefore: 9800, tokensAfter: 3900, keptRuns: 0, shortenedTurns: 4 }
  const text = render([created, started, { type: 'context.compressed', at: at(1), data }])
  expect(text).toContain('⇣ context shortened: about 9800 → 3900 tokens\n')
})
