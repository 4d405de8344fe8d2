// Operations for tests of tasks: they emit what they are told, wait, fail, and tell as whom they are called.
import { z } from 'zod'
import { ErrorItem, taskBase } from '../contracts/task.ts'
import { implement, implementStream, type Operation } from '../operations/operation.ts'
import { defineCommand, defineQuery } from '../spec/define.ts'
import type { FakeClock } from './fake-clock.ts'

const meta = (key: string) => ({
  key,
  version: '1.0.0',
  stability: 'stable' as const,
  owners: ['tests'],
  tags: [],
  description: 'Emits a script.',
  goal: 'Test.',
  context: 'Tests.',
})
const Item = z.union([z.strictObject({ text: z.string() }), ErrorItem])
const { path_type: _path, ...base } = taskBase('probe')

/** Words of a script: `!x` is an error item, `@5` waits five seconds of the clock, anything else is a value. */
const definePlay = (key: string, isIdempotent: boolean) =>
  defineCommand({
    meta: meta(key),
    io: {
      inputName: 'PlayInput',
      outputName: 'PlayOutput',
      input: z.strictObject({ script: z.array(z.string()).default([]) }),
      output: z.strictObject({ items: z.array(Item) }),
      errors: { NOT_NOW: { description: 'Not now', http: 409, gqlCode: 'NOT_NOW', when: 'The script begins with ?' } },
    },
    isIdempotent,
    policy: { auth: 'user', scopes: ['run'] },
    sideEffects: { emits: [], audit: [`${key}ed`] },
    acceptance: {
      scenarios: [],
      examples: [{ key: 'one', input: { script: ['a'] }, output: { items: [{ text: 'a' }] } }],
    },
    http: { method: 'POST', path: `/v1/${key.replace('.', '/')}` },
    stream: { item: Item, on: { always: true } },
  })

const see = defineQuery({
  meta: meta('probe.see'),
  io: {
    inputName: 'SeeInput',
    outputName: 'SeeOutput',
    input: z.strictObject(base),
    output: z.record(z.string(), z.unknown()),
    errors: {},
  },
  isShaped: true,
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: { scenarios: [], examples: [{ key: 'one', input: {}, output: {} }] },
  http: { method: 'GET', path: '/v1/probe/see' },
  cli: { hidden: ['jq', 'python'] },
})

export interface Probe {
  readonly operations: readonly Operation[]
  /** Scripts that began, in order. */
  readonly begun: string[]
  /** Most that were in progress at once. */
  readonly most: () => number
}

export function createProbe(getClock: () => FakeClock): Probe {
  const begun: string[] = []
  let running = 0
  let most = 0
  const wait = (seconds: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      getClock().schedule(seconds * 1000, resolve)
      signal.addEventListener('abort', () => resolve())
    })
  const createPlay = (key: string, isIdempotent: boolean) =>
    implementStream(definePlay(key, isIdempotent), {
      async begin({ script }, _deps, fail) {
        begun.push(script.join(' '))
        if (script[0] === '?') fail('NOT_NOW', { detail: 'not now' })
        return {}
      },
      async *items({ script }, _begun, _deps, signal) {
        running += 1
        most = Math.max(most, running)
        try {
          for (const word of script) {
            if (signal.aborted) return
            if (word.startsWith('@')) await wait(Number(word.slice(1)), signal)
            else if (word.startsWith('!')) yield [{ type: 'error' as const, message: word.slice(1), code: 'PROBE' }]
            else yield [{ text: word }]
          }
        } finally {
          running -= 1
        }
      },
    })
  const seen = implement(see, {
    async run(_input, { principal, hierarchy, agentArguments, origin }) {
      const { scopes, plugin, userId } = principal
      return { hierarchy, agentArguments, origin, scopes, userId, plugin }
    },
  })
  return {
    operations: [createPlay('probe.play', false), createPlay('probe.again', true), seen],
    begun,
    most: () => most,
  }
}
