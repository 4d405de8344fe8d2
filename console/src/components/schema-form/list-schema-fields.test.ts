import { expect, it } from 'vitest'
import { createDefaults, listSchemaFields } from './list-schema-fields.ts'

it.each([
  [{ type: 'string', maxLength: 100 }, 'text'],
  [{ type: 'string' }, 'prose'],
  [{ type: 'integer' }, 'number'],
  [{ type: 'boolean' }, 'choice'],
  [{ enum: ['a', 1] }, 'choice'],
  [{ anyOf: [{ enum: ['a'] }, { const: 'b' }] }, 'choice'],
  [{ anyOf: [{ type: 'number' }, { type: 'null' }] }, 'number'],
  [{ anyOf: [{ type: 'number' }, { type: 'string' }] }, 'json'],
  [{ type: 'object', properties: { a: {} } }, 'group'],
  [{ type: 'object' }, 'json'],
  [{ type: 'array', items: { type: 'string' } }, 'json'],
  [{ $ref: '#/$defs/Tree' }, 'json'],
  [true, 'json'],
])('%j has a field of its kind', (schema, kind) => {
  expect(listSchemaFields({ properties: { x: schema } })[0]).toMatchObject({ name: 'x', kind, isRequired: false })
})

it('choices of variants are one list, and say what is required', () => {
  const schema = { properties: { x: { anyOf: [{ enum: ['a'] }, { const: 2 }] } }, required: ['x'] }
  expect(listSchemaFields(schema)[0]).toMatchObject({ choices: ['a', 2], isRequired: true })
})

it('a form begins with the defaults, also of what is inside', () => {
  const inner = { type: 'object', properties: { b: { type: 'integer', default: 3 }, c: { type: 'string' } } }
  const schema = { properties: { a: { enum: ['x', 'y'], default: 'y' }, inner, other: inner }, required: ['inner'] }
  expect(createDefaults(schema)).toEqual({ a: 'y', inner: { b: 3 } })
})
