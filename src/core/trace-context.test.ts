import { expect, test } from 'vitest'
import { locateSpan, parseTraceparent, renderTraceparent } from './trace-context.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'

test.each([
  [`00-${traceId}-${spanId}-01`, 1],
  [`00-${traceId}-${spanId}-00`, 0],
  [`00-${traceId}-${spanId}-03`, 1],
  [`cc-${traceId}-${spanId}-01-what-comes-later`, 1],
])('the traceparent %s is read', (text, flags) => {
  expect(parseTraceparent(text)).toEqual({ traceId, spanId, flags })
})

test.each([
  '',
  'nonsense',
  `ff-${traceId}-${spanId}-01`,
  `00-${traceId}-${spanId}-01-more`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
])('%j is no traceparent', (text) => {
  expect(parseTraceparent(text)).toBeNull()
})

test('spans of a run have ids that follow from it, in the trace of the run', () => {
  const created = { traceparent: `00-${traceId}-${spanId}-01` }
  const run = locateSpan(created, 'run_1')
  const call = locateSpan(created, 'run_1', 'span_1')
  expect(run).toMatchObject({ traceId, flags: 1, spanId: expect.stringMatching(/^[0-9a-f]{16}$/) })
  expect(locateSpan(created, 'run_1', 'span_1')).toEqual(call)
  expect(new Set([run, call, locateSpan(created, 'run_2')].map((span) => span?.spanId)).size).toBe(3)
  expect(call && parseTraceparent(renderTraceparent(call))).toEqual(call)
})

test('a run without a trace has no place in one', () => {
  expect(locateSpan({}, 'run_1')).toBeNull()
})
