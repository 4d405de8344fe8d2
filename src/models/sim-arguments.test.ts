import { Validator } from '@cfworker/json-schema'
import { describe, expect, it } from 'vitest'

import { fillArguments } from './sim-arguments.ts'
import { readHints } from './sim-hints.ts'

const message =
  'Book a table for 4 people in New York on 2026-03-14, mail ada@example.com and see https://example.org/menu.pdf, "window seat"'

function fill(schema: object, text = message): unknown {
  return fillArguments(schema, readHints(text, ''))
}

function issues(schema: object, value: unknown): string[] {
  return new Validator(schema, '2020-12', false).validate(value).errors.map(({ error }) => error)
}

const schemas: Record<string, object> = {
  'the empty schema': {},
  'an object without properties': { type: 'object' },
  'a required string': { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
  'a required name without a schema': { type: 'object', required: ['anything'] },
  'bounds of a string': {
    type: 'object',
    properties: { short: { type: 'string', maxLength: 5 }, long: { type: 'string', minLength: 300 } },
    required: ['short', 'long'],
  },
  formats: {
    type: 'object',
    properties: Object.fromEntries(
      ['date', 'date-time', 'time', 'email', 'uri', 'uuid', 'ipv4', 'ipv6', 'hostname', 'duration', 'json-pointer'].map(
        (format) => [format, { type: 'string', format }],
      ),
    ),
    required: [
      'date',
      'date-time',
      'time',
      'email',
      'uri',
      'uuid',
      'ipv4',
      'ipv6',
      'hostname',
      'duration',
      'json-pointer',
    ],
  },
  patterns: {
    type: 'object',
    properties: {
      slug: { type: 'string', pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$' },
      sku: { type: 'string', pattern: '^[A-Z]{3}-\\d{4}$' },
      version: { type: 'string', pattern: '^v\\d+\\.\\d+(\\.\\d+)?$' },
      choice: { type: 'string', pattern: '^(red|green)$' },
      anything: { type: 'string', pattern: '^[^/]+$', minLength: 3 },
    },
    required: ['slug', 'sku', 'version', 'choice', 'anything'],
  },
  'bounds of numbers': {
    type: 'object',
    properties: {
      page: { type: 'integer', minimum: 10, maximum: 20 },
      share: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
      step: { type: 'integer', multipleOf: 7, minimum: 8 },
      negative: { type: 'number', maximum: -3 },
      fraction: { type: 'number', multipleOf: 0.25, minimum: 0.1 },
    },
    required: ['page', 'share', 'step', 'negative', 'fraction'],
  },
  'enum, const, default and examples': {
    type: 'object',
    properties: {
      kind: { enum: ['a', 'b', 3, null] },
      version: { const: 2 },
      mode: { type: 'string', default: 'fast' },
      city: { type: 'string', examples: ['Paris'] },
    },
    required: ['kind', 'version', 'mode', 'city'],
  },
  arrays: {
    type: 'object',
    properties: {
      tags: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 3 },
      unique: { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 4, uniqueItems: true },
      pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false, minItems: 2 },
      flags: { type: 'array', items: { enum: ['x', 'y', 'z'] }, minItems: 3, uniqueItems: true },
      holding: { type: 'array', contains: { const: 'k' } },
      objects: {
        type: 'array',
        items: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
        minItems: 1,
      },
    },
    required: ['tags', 'unique', 'pair', 'flags', 'holding', 'objects'],
  },
  'nested required objects': {
    type: 'object',
    properties: {
      order: {
        type: 'object',
        properties: {
          customer: { type: 'object', properties: { email: { type: 'string', format: 'email' } }, required: ['email'] },
          lines: {
            type: 'array',
            items: { type: 'object', required: ['count'], properties: { count: { type: 'integer' } } },
          },
        },
        required: ['customer', 'lines'],
        additionalProperties: false,
      },
    },
    required: ['order'],
  },
  unions: {
    type: 'object',
    properties: {
      either: { anyOf: [{ type: 'string', minLength: 2 }, { type: 'integer' }] },
      nullable: { type: ['string', 'null'] },
      one: {
        oneOf: [
          { type: 'object', properties: { type: { const: 'a' }, x: { type: 'number' } }, required: ['type', 'x'] },
          { type: 'object', properties: { type: { const: 'b' } }, required: ['type'] },
        ],
      },
      exclusive: { oneOf: [{ type: 'integer' }, { type: 'number', minimum: 5 }] },
    },
    required: ['either', 'nullable', 'one', 'exclusive'],
  },
  'references and allOf': {
    $defs: {
      name: { type: 'string', minLength: 1 },
      node: {
        type: 'object',
        properties: { name: { $ref: '#/$defs/name' }, next: { $ref: '#/$defs/node' } },
        required: ['name'],
      },
    },
    type: 'object',
    properties: {
      root: { $ref: '#/$defs/node' },
      both: {
        allOf: [
          { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
          { properties: { b: { $ref: '#/$defs/name' } }, required: ['b'] },
        ],
      },
    },
    required: ['root', 'both'],
  },
  conditions: {
    type: 'object',
    properties: {
      kind: { enum: ['mail', 'sms'] },
      address: { type: 'string' },
      phone: { type: 'string' },
      a: { const: 1 },
    },
    required: ['kind', 'a'],
    if: { properties: { kind: { const: 'mail' } } },
    then: { required: ['address'] },
    else: { required: ['phone'] },
    dependentRequired: { a: ['phone'] },
  },
  'a number of properties': { type: 'object', minProperties: 3, additionalProperties: { type: 'integer' } },
  'names with odd characters': {
    type: 'object',
    properties: { 'a.b/c~d': { type: 'string' }, __proto__x: { type: 'boolean' }, ключ: { type: 'number' } },
    required: ['a.b/c~d', '__proto__x', 'ключ'],
  },
  'a draft 7 tuple length': { type: 'object', properties: { t: { type: 'array', minItems: 2 } }, required: ['t'] },
}

describe('filling arguments', () => {
  it.each(Object.entries(schemas))('makes a value that validates for %s', (_name, schema) => {
    for (const text of [message, 'hello', '', '{"kind": "sms", "page": 12}']) {
      const value = fill(schema, text)
      expect(issues(schema, value), `${text}: ${JSON.stringify(value)}`).toEqual([])
    }
  })

  it.each([
    { enum: [] },
    { type: 'array', minItems: 1e9, items: { type: 'string', minLength: 1e9 } },
    { minimum: {}, minItems: [{}], required: 'x', properties: 3, type: 'object' },
    { $ref: '#' },
    { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] },
    { type: 'string', pattern: '[' },
    { allOf: [{ $ref: '#/nowhere' }, null], anyOf: [] },
  ])('gives some value for the odd schema %j', (schema) => {
    expect(fill(schema)).not.toBeUndefined()
  })

  it('takes values out of the message by what the parameter asks for', () => {
    const properties = {
      guests: { type: 'integer' },
      city: { type: 'string' },
      date: { type: 'string', format: 'date' },
      email: { type: 'string', format: 'email' },
      url: { type: 'string', format: 'uri' },
    }
    expect(fill({ type: 'object', properties, required: Object.keys(properties) })).toEqual({
      guests: 4,
      city: 'New York',
      date: '2026-03-14',
      email: 'ada@example.com',
      url: 'https://example.org/menu.pdf',
    })
  })

  it('takes values that the message gives by name', () => {
    const schema = {
      type: 'object',
      properties: { topic: { type: 'string' }, max_results: { type: 'integer' }, isDraft: { type: 'boolean' } },
      required: ['topic'],
    }
    expect(fill(schema, '{"topic": "owls", "maxResults": 3}')).toEqual({ topic: 'owls', max_results: 3 })
    expect(fill(schema, 'topic: owls, max_results=3, isDraft=true')).toEqual({
      topic: 'owls',
      max_results: 3,
      isDraft: true,
    })
  })

  it('leaves optional parameters out when the message says nothing about them', () => {
    const properties = {
      query: { type: 'string' },
      limit: { type: 'integer' },
      language: { enum: ['en', 'de'] },
      cursor: { type: 'string' },
    }
    expect(fill({ type: 'object', properties, required: ['query'] }, 'Where are logs kept?')).toEqual({
      query: 'logs kept',
    })
    expect(fill({ type: 'object', properties, required: ['query'] }, 'Where are logs kept? limit 3')).toMatchObject({
      limit: 3,
    })
  })

  it('uses each number of the message once, in order', () => {
    const properties = { a: { type: 'number' }, b: { type: 'number' } }
    expect(fill({ type: 'object', properties, required: ['a', 'b'] }, 'multiply 6 by 7.5')).toEqual({ a: 6, b: 7.5 })
  })

  it('reads a switch and its negation', () => {
    const schema = { type: 'object', properties: { verbose: { type: 'boolean' } }, required: ['verbose'] }
    expect(fill(schema, 'be verbose please')).toEqual({ verbose: true })
    expect(fill(schema, 'not verbose please')).toEqual({ verbose: false })
    expect(fill(schema, 'hello')).toEqual({ verbose: false })
  })
})
