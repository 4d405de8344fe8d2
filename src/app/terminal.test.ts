import { expect, test } from 'vitest'
import { createTerminal } from './terminal.ts'

test.each([
  [0, 80],
  [undefined, 80],
  [60, 60],
  [200, 120],
])('a terminal that tells a width of %s has lines of %d characters', (columns, expected) => {
  const stream = { columns } as NodeJS.WriteStream
  const streams = { stdin: process.stdin, stdout: stream, stderr: stream }
  expect(createTerminal({ streams, env: {}, isJson: false, writeJson: () => {} }).columns).toBe(expected)
})
