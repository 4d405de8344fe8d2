import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTempDir } from '../../testing/temp-dir.ts'
import { approvePending, compareTools, describeChange, readMcpLock, writeMcpLock } from './mcp-lock.ts'

const add = { name: 'add', description: 'Adds.', inputSchema: { type: 'object' } }
const sub = { name: 'sub', description: 'Subtracts.', inputSchema: { type: 'object' } }

describe('the lock of MCP tools', () => {
  it('approves what a server has the first time, and leaves other servers alone', () => {
    const lock = compareTools({}, 'calc', [add])
    expect(lock).toEqual({ calc: { approved: { add }, pending: {} } })
    expect(compareTools(lock, 'other', [sub])).toMatchObject({ ...lock, other: { approved: { sub } } })
  })

  it.each([
    ['other words', { ...add, description: 'Adds, and more.' }, /description\n +- "Adds\."\n +\+ "Adds, and more\."/],
    ['another schema', { ...add, inputSchema: { type: 'object', required: ['a'] } }, /inputSchema\n.*\n.*required/],
    ['a hint', { ...add, annotations: { readOnlyHint: true } }, /annotations\n.*undefined\n.*readOnlyHint/],
  ])('holds back a tool with %s, and says how it differs', (_title, changed, words) => {
    const { calc } = compareTools(compareTools({}, 'calc', [add]), 'calc', [changed])
    expect(calc).toEqual({ approved: { add }, pending: { add: changed } })
    expect(calc && describeChange(calc, 'add')).toMatch(words)
  })

  it('holds back a new tool until it is approved', () => {
    const { calc } = compareTools(compareTools({}, 'calc', [add]), 'calc', [add, sub])
    expect(calc).toEqual({ approved: { add }, pending: { sub } })
    expect(calc && describeChange(calc, 'sub')).toBe('sub is new: Subtracts.')
    expect(calc && approvePending(calc)).toEqual({ approved: { add, sub }, pending: {} })
  })

  it('forgets what was pending when the server takes it back, and keeps the tools it does not list', () => {
    const lock = compareTools(compareTools({}, 'calc', [add]), 'calc', [{ ...add, description: 'Other.' }])
    expect(compareTools(lock, 'calc', [add])).toEqual({ calc: { approved: { add }, pending: {} } })
    expect(compareTools(lock, 'calc', [])).toEqual(lock)
  })

  it('is read as it was written, is empty without a file, and names a file that is no lock', () => {
    using dir = createTempDir()
    const path = join(dir.path, 'mcp.lock.json')
    expect(readMcpLock(path)).toEqual({})
    const lock = compareTools({}, 'calc', [add])
    writeMcpLock(path, lock)
    expect(readMcpLock(path)).toEqual(lock)
    writeFileSync(path, '{"calc": 1}')
    expect(() => readMcpLock(path)).toThrow(`${path} cannot be used`)
  })
})
