import { APICallError, InvalidResponseDataError, LoadAPIKeyError } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'

import { describeModelError } from './model-error.ts'

const now = Date.parse('2026-01-01T00:00:00Z')

function apiError(
  statusCode: number,
  headers: Record<string, string> = {},
  message = 'no',
  responseBody = '',
): APICallError {
  return new APICallError({
    message,
    url: 'https://api.example.com',
    requestBodyValues: {},
    statusCode,
    responseHeaders: headers,
    responseBody,
  })
}

describe('describing an HTTP error', () => {
  it.each([
    [400, false],
    [401, false],
    [408, true],
    [409, true],
    [429, true],
    [500, true],
    [503, true],
    [529, true],
  ])('says of %i whether another try is worth it: %s', (status, isRetryable) => {
    expect(describeModelError(apiError(status), now)).toEqual({
      message: `the provider answered ${status}: no`,
      isRetryable,
    })
  })

  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'Retry-After': '1.5' }, 1500],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-3' }, undefined],
  ])('reads the wait from %j', (headers, retryAfterMs) => {
    expect(describeModelError(apiError(429, headers), now).retryAfterMs).toBe(retryAfterMs)
  })

  it('does not ask for another try when the quota is used up', () => {
    const body = '{"error":{"code":"insufficient_quota"}}'
    expect(describeModelError(apiError(429, {}, 'You exceeded your quota', body), now).isRetryable).toBe(false)
  })

  it('falls back on the body when there is no message, and keeps it short', () => {
    const { message } = describeModelError(apiError(500, {}, '', `<html>\n${'gateway '.repeat(200)}`), now)
    expect(message).toMatch(/^the provider answered 500: <html> gateway .*…$/)
    expect(message.length).toBeLessThanOrEqual(300)
  })

  it.each([
    'Incorrect API key provided: sk-proj-abcDEF123456. Check it',
    'Incorrect API key provided: sk-ab***********yz12. Check it',
    'key AIzaSyA-1234567890abcdefg is not valid',
    'Authorization: Bearer abc.def.ghi-123456',
    'header authorization="abcdef1234567"',
    '{"api_key": "deadbeefdeadbeef"}',
    'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sgn',
  ])('takes the key out of %j', (text) => {
    const { message } = describeModelError(apiError(401, {}, text), now)
    expect(message).toContain('[redacted]')
    expect(message).not.toMatch(/abcDEF|yz12|AIzaSyA|abc\.def|abcdef1|deadbeef|eyJ/)
  })
})

describe('describing other failures', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'])(
    'finds the network error %s behind what was thrown',
    (code) => {
      const cause = Object.assign(new Error('low level'), { code })
      const failed = new TypeError('fetch failed', { cause: new AggregateError([cause]) })
      const wrapped = new APICallError({
        message: 'Cannot connect to API',
        url: 'x',
        requestBodyValues: {},
        cause: failed,
        isRetryable: true,
      })
      for (const error of [cause, failed, wrapped]) {
        expect(describeModelError(error, now)).toEqual({ message: expect.stringContaining(code), isRetryable: true })
      }
    },
  )

  it('knows a dropped connection without a cause', () => {
    expect(describeModelError(new TypeError('terminated'), now)).toEqual({
      message: 'the connection to the provider was cut',
      isRetryable: true,
    })
  })

  it('tells an abort from a timeout', () => {
    expect(describeModelError(new DOMException('x', 'AbortError'), now).isRetryable).toBe(false)
    expect(describeModelError(AbortSignal.abort().reason, now).message).toBe('the model call was aborted')
    expect(describeModelError(new DOMException('x', 'TimeoutError'), now)).toEqual({
      message: 'the provider did not answer in time',
      isRetryable: true,
    })
  })

  it('reads an error frame of a stream', () => {
    const frame = { message: 'Overloaded', type: 'overloaded_error', statusCode: 529, isRetryable: true, data: {} }
    expect(describeModelError(frame, now)).toEqual({
      message: 'the provider broke off its answer (529): Overloaded',
      isRetryable: true,
    })
    expect(describeModelError({ message: 'bad request', isRetryable: false }, now).isRetryable).toBe(false)
  })

  it('takes an answer that ended early for worth another try', () => {
    const error = new InvalidResponseDataError({
      data: undefined,
      message: 'Response stream ended without a finish reason.',
    })
    expect(describeModelError(error, now)).toMatchObject({ isRetryable: true })
  })

  it('takes anything else for a fault that stays', () => {
    expect(describeModelError(new Error('odd'), now)).toEqual({ message: 'odd', isRetryable: false })
    expect(describeModelError('text', now)).toEqual({ message: 'text', isRetryable: false })
    expect(describeModelError(undefined, now)).toEqual({ message: 'unknown error', isRetryable: false })
    expect(describeModelError(new LoadAPIKeyError({ message: 'OpenAI API key is missing.' }), now).isRetryable).toBe(
      false,
    )
  })

  it('survives an error that causes itself', () => {
    const error = new Error('loop')
    error.cause = error
    expect(describeModelError(error, now).message).toBe('loop')
  })
})
