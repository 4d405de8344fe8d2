import { expect, it } from 'vitest'
import { renderFailure } from './render-failure.ts'

const reset = Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
const closed = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })

it.each([
  ['over the socket of the data folder', reset],
  ['over TCP', new TypeError('terminated', { cause: closed })],
])('a server that went away in the middle of an answer, %s, is no fault of errand itself', (_way, error) => {
  const said: string[] = []
  const stderr = { write: (text: string | Uint8Array) => said.push(String(text)) > 0 }
  expect(renderFailure(error, stderr, false)).toBe(1)
  expect(said.join('')).toMatch(/^error: the server went away before its answer was whole/)
})
