import { describe, expect, it } from 'vitest'
import { callTool } from '../testing/call-tool.ts'
import { runJavascript } from './run-javascript.ts'

const tool = runJavascript({ memoryMiB: 16 })
const impatient = runJavascript({ timeLimitMs: 300 })
const run = (code: string, input?: unknown) => callTool(tool, { code, ...(input !== undefined && { input }) })
const done = (result: unknown, more: object = {}) => ({ kind: 'completed', output: { result, ...more } })
const failed = (message: RegExp) => ({
  kind: 'failed',
  code: 'TOOL_EXECUTION_ERROR',
  message: expect.stringMatching(message),
})

describe('run_javascript', () => {
  it.each([
    ['the value of the last expression', 'const a = [3, 1, 2]; a.sort()', done([1, 2, 3])],
    ['what is returned', 'if (true) return { a: 1 }', done({ a: 1 })],
    ['what is awaited', 'const four = await Promise.resolve(4); four * 2', done(8)],
    ['what a promise gives', 'Promise.resolve([7])', done([7])],
    ['big integers as text', '2n ** 70n', done('1180591620717411303424')],
    ['nothing as null', 'let a = 1', done(null)],
    ['dates as JSON writes them', 'new Date(0)', done('1970-01-01T00:00:00.000Z')],
    ['what is printed', 'console.log("sum", { a: 1 }, 2); 3', done(3, { printed: 'sum {"a":1} 2\n' })],
  ])('gives %s', async (_what, code, outcome) => {
    expect(await run(code)).toEqual(outcome)
  })

  it('hands over its input, and nothing of one call is there in the next', async () => {
    expect(await run('globalThis.left = 1; input.prices.reduce((a, b) => a + b)', { prices: [1, 2.5] })).toEqual(
      done(3.5),
    )
    expect(await run('[typeof left, input]')).toEqual(done(['undefined', null]))
  })

  it.each([
    [
      'a throw, with its place and what was printed',
      'console.log("here"); undefined.x',
      /^TypeError: .* \(code\.js:1:\d+\)\nprinted before: here/,
    ],
    ['a rejection', 'await Promise.reject(new RangeError("no"))', /^RangeError: no/],
    ['something odd that is thrown', 'throw { toString: 1 }', /Error/],
    ['a fault of syntax', 'let let = 1', /^SyntaxError: .*code\.js:1/],
    ['what cannot be written as JSON', 'const a = {}; a.a = a; a', /circular/],
    ['a promise that never settles', 'await new Promise(() => {})', /never settles/],
    ['recursion without an end', '(function f() { f() })()', /stack overflow/],
  ])('says %s', async (_what, code, message) => {
    expect(await run(code)).toMatchObject(failed(message))
  })

  it.each([
    ['a loop', 'for (;;);'],
    ['a loop that catches', 'for (;;) { try { for (;;); } catch {} }'],
    ['jobs that make jobs', '(function again() { Promise.resolve().then(again) })()'],
    ['a regular expression that explodes', '/^(a+)+$/.test("a".repeat(40) + "b")'],
    ['a result that takes for ever to write', '({ toJSON() { for (;;); } })'],
    ['a getter that does', 'Promise.resolve({ get then() { for (;;); } })'],
  ])('stops %s', async (_what, code) => {
    expect(await callTool(impatient, { code })).toMatchObject(failed(/ran longer than 300 ms/))
  })

  it.each([
    ['an array that grows', 'const all = []; for (;;) all.push(new Array(1000).fill(1))'],
    ['one that is too large at once', 'new Uint8Array(1e9).length'],
    ['text that doubles', 'let text = "x"; for (;;) text += text; '],
    ['a large sort', 'new Array(1e7).fill(0).sort().length'],
  ])('gives no memory for %s', async (_what, code) => {
    expect(await run(code)).toMatchObject(failed(/out of memory|string too long|ran longer/i))
  })

  it('gives no result that is too long, and cuts what is printed', async () => {
    expect(await run('"x".repeat(70_000)')).toMatchObject(failed(/longer than 65536 characters/))
    const printed = await run('for (let i = 0; i < 200; i++) console.log("x".repeat(1000), i); 1')
    expect(printed).toMatchObject(done(1, { isCut: true }))
    expect(JSON.stringify(printed).length).toBeLessThan(90_000)
  })

  it('has nothing of the host', async () => {
    const names = [
      'process',
      'require',
      'module',
      'fetch',
      'setTimeout',
      'Worker',
      'WebAssembly',
      'Buffer',
      'std',
      'os',
    ]
    expect(await run(`[${names.map((name) => `typeof ${name}`).join()}]`)).toEqual(done(names.map(() => 'undefined')))
    expect(await run('(await import("node:fs")).readFileSync')).toMatchObject(failed(/node:fs/))
    expect(await run('import fs from "node:fs"')).toMatchObject(failed(/SyntaxError/))
  })

  it.each([
    'console.log.constructor("return process")()',
    'globalThis.constructor.constructor("return process")()',
    'Error.prepareStackTrace = (_e, frames) => frames.map((f) => f.getThis()); new Error().stack.process.exit()',
    'console.log.caller.arguments[0].process.exit()',
    '({}).__proto__.__proto__.process.exit()',
  ])('reaches no host through %s', async (code) => {
    expect(await run(code)).toMatchObject({ kind: 'failed' })
  })

  it('keeps to itself what the code does to prototypes', async () => {
    const code =
      'Object.prototype.kind = "done"; Array.prototype.map = () => ["!"]; JSON.stringify = () => "{"; Promise.prototype.then = 1; console.log("a"); [1]'
    expect(await run(code)).toMatchObject({ kind: expect.any(String) })
    expect(({} as Record<string, unknown>)['kind']).toBeUndefined()
    expect(await run('[1].map((n) => n + 1)')).toEqual(done([2]))
  })

  it('ends when the call is called off', async () => {
    const controller = new AbortController()
    const called = callTool(
      runJavascript({ timeLimitMs: 60_000 }),
      { code: 'for (;;);' },
      { signal: controller.signal },
    )
    controller.abort(new Error('cancelled'))
    expect(await called).toMatchObject({ kind: 'failed', message: 'cancelled' })
  })

  it('makes calls wait when many come at once, and lets one that is called off leave the line', async () => {
    const controller = new AbortController()
    const calls = Array.from({ length: 9 }, (_unused, index) =>
      callTool(tool, { code: String(index) }, index === 8 ? { signal: controller.signal } : {}),
    )
    controller.abort(new Error('no more'))
    const outcomes = await Promise.all(calls)
    expect(outcomes.slice(0, 8)).toEqual(Array.from({ length: 8 }, (_unused, index) => done(index)))
    expect(outcomes[8]).toMatchObject({ kind: 'failed', message: 'no more' })
  })
})
