import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../contracts/scalars.ts'
import { readInput } from './row-input.ts'

const inputSchema = {
  type: 'object',
  properties: {
    city: { type: 'string' },
    people: { type: 'integer' },
    share: { type: ['number', 'null'] },
    isOpen: { type: 'boolean' },
    tags: { type: 'array', items: { $ref: '#/$defs/tag' } },
    size: { anyOf: [{ type: 'number' }, { const: 'unknown' }] },
    any: {},
  },
  $defs: { tag: { type: 'string' } },
}
const read = (cells: Record<string, string>, schema: JsonObject | undefined = inputSchema, message?: string) =>
  readInput({ line: 2, kind: 'cells', cells }, { inputSchema: schema, message })

function readContext(cells: Record<string, string>): unknown {
  const read = readInput(
    { line: 2, kind: 'cells', cells: { ...cells, message: 'Go' } },
    { inputSchema, message: undefined },
  )
  return read.ok ? read.input.context : read.fault
}

describe('cells', () => {
  it.each([
    ['people', '12', 12],
    ['people', ' 12 ', 12],
    ['people', '12.5', '12.5'],
    ['people', 'many', 'many'],
    ['city', '12', '12'],
    ['share', '-0.5', -0.5],
    ['share', 'null', null],
    ['isOpen', 'true', true],
    ['isOpen', 'FALSE', false],
    ['isOpen', 'yes', 'yes'],
    ['tags', '["a","b"]', ['a', 'b']],
    ['tags', 'a', 'a'],
    ['size', '3', 3],
    ['size', 'unknown', 'unknown'],
    ['any', '3', '3'],
    ['other', '3', '3'],
    ['toString', 'x', 'x'],
  ])('%s=%j is %j, as the schema of the agent has it', (name, cell, value) => {
    expect(readContext({ [name]: cell })).toEqual({ [name]: value })
  })

  it('that are empty are not there', () => {
    expect(readContext({ city: '', people: '1' })).toEqual({ people: 1 })
    expect(read({ message: 'Go', city: '' })).toEqual({ ok: true, input: { message: 'Go' } })
  })
})

describe('the message', () => {
  it('is the field of that name, else what all rows are told, else the context', () => {
    expect(read({ message: 'Go', city: 'Oslo' })).toEqual({
      ok: true,
      input: { message: 'Go', context: { city: 'Oslo' } },
    })
    expect(read({ city: 'Oslo' }, inputSchema, 'Look')).toMatchObject({ input: { message: 'Look' } })
    expect(read({ city: 'Oslo' })).toMatchObject({ input: { message: '{"city":"Oslo"}', context: { city: 'Oslo' } } })
  })

  it('is not a field that the schema of the agent has', () => {
    const schema = { type: 'object', properties: { message: { type: 'string' } } }
    expect(read({ message: 'Go' }, schema)).toEqual({
      ok: true,
      input: { message: '{"message":"Go"}', context: { message: 'Go' } },
    })
  })

  it('must be there', () => {
    expect(read({ city: '' })).toEqual({ ok: false, fault: expect.stringContaining('message') })
    expect(readInput({ line: 1, kind: 'fields', fields: { message: 5 } }, { inputSchema, message: undefined }).ok).toBe(
      false,
    )
  })
})

it('fields of JSON lines are taken as they are', () => {
  const row = { line: 1, kind: 'fields', fields: { message: 'Go', people: '12' } } as const
  expect(readInput(row, { inputSchema, message: undefined })).toEqual({
    ok: true,
    input: { message: 'Go', context: { people: '12' } },
  })
})
