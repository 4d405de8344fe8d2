import { expect, it } from 'vitest'
import { created, event, logOf, message, started, toolStarted, turnCompleted, turnStarted } from '../testing/log-of.ts'
import { finishRun } from './finish-run.ts'
import { foldEvents } from './run-state.ts'

it('names what tool calls were made from, each once, in the order of first use', () => {
  const completed = (callId: string, sources: { url?: string; title?: string; ref?: string }[]) =>
    event('tool.completed', { callId, output: null, durationMs: 1, sources }, { spanId: `span_${callId}` })
  const state = foldEvents(
    logOf([
      created(),
      started(),
      turnStarted('t1'),
      message('t1', 'Both say so.', 'final'),
      turnCompleted('t1'),
      toolStarted('c1', 't1'),
      completed('c1', [{ url: 'https://a.example', title: 'A' }, { ref: 'docs/a.md' }, { title: 'A book' }]),
      toolStarted('c2', 't1'),
      completed('c2', [{ url: 'https://a.example', title: 'A again' }, { ref: 'docs/b.md' }, { title: 'A book' }]),
    ]),
  )
  expect(finishRun(state, { text: 'Both say so.', value: null }).sources).toEqual([
    { url: 'https://a.example', title: 'A' },
    { ref: 'docs/a.md' },
    { title: 'A book' },
    { ref: 'docs/b.md' },
  ])
})
