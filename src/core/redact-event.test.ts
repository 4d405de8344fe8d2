import { expect, test } from 'vitest'
import { redactEvent } from './redact-event.ts'

test('every text of the data is redacted, however deep, names too, and nothing else changes', () => {
  const data = { callId: 'c1', output: ['a secret', { secret: [1, null, true, 'no'] }], durationMs: 3 }
  const event = { type: 'tool.completed', at: '2026-01-05T09:00:00.000Z', spanId: 's', data } as const
  expect(redactEvent(event, (text) => text.replaceAll('secret', '*'))).toEqual({
    ...event,
    data: { callId: 'c1', output: ['a *', { '*': [1, null, true, 'no'] }], durationMs: 3 },
  })
})
