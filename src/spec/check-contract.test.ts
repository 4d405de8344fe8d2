import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ContractError } from './check-contract.ts'
import type { EmissionSpec } from './contract.ts'
import { defineCommand, defineQuery } from './define.ts'

const opened: EmissionSpec = {
  key: 'door.opened',
  version: '1.0.0',
  stability: 'stable',
  owners: ['@doors'],
  tags: ['door'],
  when: 'The door is open',
  payload: z.strictObject({ doorId: z.string() }),
}

/** A contract without faults; each test breaks one part of it. */
function createDefinition() {
  return {
    meta: {
      key: 'door.open',
      version: '1.0.0',
      stability: 'stable' as const,
      owners: ['@doors'],
      tags: ['door'],
      description: 'Opens a door.',
      goal: 'Let somebody in.',
      context: 'Used at the entrance.',
    },
    io: {
      inputName: 'OpenDoorInput',
      outputName: 'OpenDoorOutput',
      input: z.strictObject({ doorId: z.string(), isSlow: z.boolean().optional() }) as z.ZodType,
      output: z.strictObject({ isOpen: z.boolean() }) as z.ZodType,
      errors: { DOOR_LOCKED: { description: 'The door is locked', http: 409, gqlCode: 'DOOR_LOCKED', when: 'Locked' } },
    },
    policy: { auth: 'user' as const, scopes: ['run' as const] },
    sideEffects: { emits: [opened], audit: ['door.opened'] },
    acceptance: {
      scenarios: [
        {
          key: 'open-locked',
          given: ['A locked door'],
          when: ['Somebody opens it'],
          then: ['DOOR_LOCKED is returned'],
          expects: { error: 'DOOR_LOCKED' } as { error: string } | { emission: string },
        },
      ],
      examples: [{ key: 'open', input: { doorId: 'd1' } as unknown, output: { isOpen: true } as unknown }],
    },
    http: { method: 'POST' as 'POST' | 'GET', path: '/v1/doors/{doorId}/open' },
    stream: { item: z.strictObject({ angle: z.int() }) as z.ZodType, on: { input: 'isSlow' } },
    cli: { positionals: ['doorId'] },
  }
}

type Definition = ReturnType<typeof createDefinition>

function breakDefinition(change: (definition: Definition) => void): () => unknown {
  const definition = createDefinition()
  change(definition)
  return () => defineCommand(definition)
}

const faults: [string, (definition: Definition) => void, RegExp][] = [
  ['a key of one word', (d) => (d.meta.key = 'door'), /contract door: key must be dotted camelCase words/],
  ['a key with capital first letters', (d) => (d.meta.key = 'Door.Open'), /key must be dotted/],
  ['a version of two parts', (d) => (d.meta.version = '1.0'), /version "1\.0" is not x\.y\.z/],
  ['an empty goal', (d) => (d.meta.goal = ' '), /goal is empty/],
  ['no owners', (d) => (d.meta.owners = []), /owners are missing/],
  ['an input without a JSON Schema', (d) => (d.io.input = z.strictObject({ doorId: z.bigint() })), /input has no JSON/],
  ['an output without a JSON Schema', (d) => (d.io.output = z.date()), /output has no JSON Schema/],
  ['a stream item without a JSON Schema', (d) => (d.stream.item = z.date()), /stream item has no JSON Schema/],
  [
    'an emission payload without a JSON Schema',
    (d) => (d.sideEffects.emits = [{ ...opened, payload: z.date() }]),
    /payload of door\.opened has no JSON Schema/,
  ],
  ['a command on GET', (d) => (d.http.method = 'GET'), /a command cannot be served by GET/],
  ['a path that does not start at the root', (d) => (d.http.path = 'v1/{doorId}'), /path "v1\/\{doorId\}" must start/],
  [
    'a path parameter that is no input field',
    (d) => (d.http.path = '/v1/{gateId}'),
    /path parameter \{gateId\} is not/,
  ],
  ['a path parameter without an object', (d) => (d.io.input = z.string()), /path parameter \{doorId\} is not/],
  [
    'a stream switch that is no input field',
    (d) => (d.stream.on = { input: 'stream' }),
    /stream switch "stream" is not/,
  ],
  ['a positional that is no input field', (d) => (d.cli.positionals = ['gate']), /positional "gate" is not an input/],
  [
    'a scenario with an unknown error',
    (d) => (d.acceptance.scenarios[0]!.expects = { error: 'DOOR_GONE' }),
    /scenario open-locked: unknown error DOOR_GONE/,
  ],
  [
    'a scenario with an unknown emission',
    (d) => (d.acceptance.scenarios[0]!.expects = { emission: 'door.closed' }),
    /scenario open-locked: unknown emission door\.closed/,
  ],
  [
    'a scenario whose prose names an unknown error',
    (d) => (d.acceptance.scenarios[0]!.then = ['DOOR_STUCK is returned']),
    /scenario open-locked: unknown error DOOR_STUCK/,
  ],
  [
    'an example whose input does not parse',
    (d) => (d.acceptance.examples[0]!.input = { doorId: 7 }),
    /example open: input\/doorId: .*string/,
  ],
  [
    'an example whose output does not parse',
    (d) => (d.acceptance.examples[0]!.output = { isOpen: true, color: 'red' }),
    /example open: output\/color: "color" is not a known field/,
  ],
]

describe('a definition', () => {
  it.each(faults)('with %s cannot be made, and the message names the fault', (_title, change, message) => {
    expect(breakDefinition(change)).toThrow(ContractError)
    expect(breakDefinition(change)).toThrow(message)
  })

  it('names every fault at once', () => {
    const make = breakDefinition((definition) => {
      definition.meta.version = 'one'
      definition.http.path = '/v1/{gateId}'
    })
    expect(make).toThrow(/version "one".*; .*\{gateId\}/)
  })

  it('accepts an emission that a scenario expects', () => {
    const make = breakDefinition((definition) => {
      definition.acceptance.scenarios[0]!.expects = { emission: 'door.opened' }
    })
    expect(make).not.toThrow()
  })

  it('that holds together is frozen all the way down, its schemas apart', () => {
    const contract = defineCommand(createDefinition())
    expect(contract.kind).toBe('command')
    expect(contract.isIdempotent).toBe(false)
    expect(Object.isFrozen(contract)).toBe(true)
    expect(Object.isFrozen(contract.acceptance.examples[0]?.input)).toBe(true)
    expect(Object.isFrozen(contract.meta.owners)).toBe(true)
    expect(contract.io.input.safeParse({ doorId: 'd1' }).success).toBe(true)
  })

  it('of a command says itself whether a repeat is safe', () => {
    expect(defineCommand({ ...createDefinition(), isIdempotent: true }).isIdempotent).toBe(true)
  })

  it('of a query is idempotent, emits nothing and is served by GET alone', () => {
    const { sideEffects: _sideEffects, ...definition } = createDefinition()
    const query = defineQuery({ ...definition, http: { method: 'GET', path: '/v1/doors/{doorId}' } })
    expect(query).toMatchObject({ kind: 'query', isIdempotent: true, sideEffects: { emits: [], audit: [] } })
    expect(() => defineQuery(definition)).toThrow(/a query cannot be served by POST/)
  })
})
