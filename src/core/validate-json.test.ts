import { describe, expect, it } from 'vitest'
import { findSchemaFault, validateJson } from './validate-json.ts'

const schema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 2 },
    count: { $ref: '#/$defs/count' },
    'a/b~c': { type: 'integer' },
    'per cent %': { type: 'integer' },
    rows: { type: 'array', items: { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] } },
  },
  required: ['name'],
  additionalProperties: false,
  $defs: { count: { type: 'integer', minimum: 0 } },
}

function pointersOf(value: unknown) {
  return validateJson(schema, value).map(({ pointer, code }) => `${pointer} ${code}`)
}

describe('a value that is validated', () => {
  it('has no issues when it is valid', () => {
    expect(validateJson(schema, { name: 'Ada', count: 1, rows: [{ x: 1.5 }] })).toEqual([])
  })

  it.each([
    ['a missing property', {}, ['/name required']],
    ['a wrong type', { name: 7 }, ['/name type']],
    ['a bound that is not kept', { name: 'A' }, ['/name minLength']],
    ['a fault behind a reference', { name: 'Ada', count: -1 }, ['/count minimum']],
    [
      'a fault in an array',
      { name: 'Ada', rows: [{ x: 1 }, {}, { x: 'y' }] },
      ['/rows/1/x required', '/rows/2/x type'],
    ],
    ['an unknown property', { name: 'Ada', color: 1 }, ['/color additionalProperties']],
    ['an unknown property with quotes and slashes', { name: 'Ada', 'q"/~': 1 }, ['/q"~1~0 additionalProperties']],
    ['a property whose name must be escaped', { name: 'Ada', 'a/b~c': 'x' }, ['/a~1b~0c type']],
    ['a property whose name has a per cent sign', { name: 'Ada', 'per cent %': 'x' }, ['/per cent % type']],
    ['a value of another kind', [], [' type']],
  ])('is told of %s once, at its own pointer', (_title, value, expected) => {
    expect(pointersOf(value)).toEqual(expected)
  })

  it('gets at most 20 issues, also when all of a large value is wrong', () => {
    const createRows = (length: number) => Array.from({ length }, () => ({ x: 'wrong' }))
    expect(validateJson(schema, { name: 'Ada', rows: createRows(1000) })).toHaveLength(20)
    expect(pointersOf({ name: 'Ada', rows: createRows(50_000) })).toEqual(['/rows/0/x type'])
  })

  it('must be well-formed text: its bounds are checked before', () => {
    expect(() => validateJson(schema, { '\ud800': 1 })).toThrow(URIError)
  })

  it('leaves the schema as it is, frozen or not', () => {
    const frozen = Object.freeze({ type: 'object' })
    expect(validateJson(frozen, {})).toEqual([])
    const fresh = { type: 'object', properties: { a: { type: 'string' } } }
    validateJson(fresh, {})
    expect(Reflect.ownKeys(fresh)).toEqual(['type', 'properties'])
  })
})

describe('a schema', () => {
  it.each([
    ['an array', [], /is an object/],
    ['a text', 'x', /is an object/],
    [
      'a reference to another document',
      { properties: { a: { $ref: 'https://x.y/z' } } },
      /"https:\/\/x\.y\/z" is not local/,
    ],
    ['a remote reference in a list', { anyOf: [true, { $ref: 'other.json' }] }, /"other\.json" is not local/],
    ['a reference that leads nowhere', { properties: { a: { $ref: '#/$defs/b' } } }, /"#\/\$defs\/b" leads nowhere/],
    ['a pattern that is none', { properties: { a: { pattern: '(' } } }, /Invalid regular expression/],
    ['a property pattern that is none', { patternProperties: { '[': {} } }, /Invalid regular expression/],
    ['a function inside', { default: () => 1 }, /could not be cloned/],
    ['two parts with one id', { $defs: { a: { $id: 'x' }, b: { $id: 'x' } } }, /Duplicate/],
  ])('with %s cannot be used', (_title, value, message) => {
    expect(findSchemaFault(value)).toMatch(message)
  })

  it('can be used when its references are local and resolve', () => {
    expect(findSchemaFault(schema)).toBeNull()
    expect(findSchemaFault({ type: 'object', properties: { child: { $ref: '#' }, any: true } })).toBeNull()
  })
})
