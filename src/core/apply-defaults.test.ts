import { describe, expect, it } from 'vitest'
import { applyDefaults } from './apply-defaults.ts'

const schema = {
  type: 'object',
  properties: {
    audience: { type: 'string', default: 'beginners' },
    style: { type: 'object', properties: { tone: { type: 'string', default: 'dry' } } },
    list: { type: 'array', default: [1] },
  },
}

describe('defaults of a schema', () => {
  it('fill in what is missing, also inside objects that are there, and leave the rest', () => {
    const value = { style: { length: 3 }, other: true }
    expect(applyDefaults(schema, value)).toEqual({
      audience: 'beginners',
      style: { length: 3, tone: 'dry' },
      list: [1],
      other: true,
    })
    expect(value).toEqual({ style: { length: 3 }, other: true })
    expect(applyDefaults(schema, { audience: 'experts' })).toMatchObject({ audience: 'experts' })
  })

  it('change nothing that is no object or has no properties', () => {
    expect(applyDefaults(schema, 'text')).toBe('text')
    expect(applyDefaults(true, { a: 1 })).toEqual({ a: 1 })
    expect(applyDefaults({ type: 'object' }, { a: 1 })).toEqual({ a: 1 })
  })
})
