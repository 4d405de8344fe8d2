import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contracts } from '../contracts/index.ts'
import { listIssues, renderPointer } from './issues.ts'
import { renderJsonSchema } from './json-schema.ts'
import { createProblem } from './problem.ts'

const Shape = z.strictObject({ name: z.string(), items: z.array(z.strictObject({ n: z.int() })) })

function issuesOf(value: unknown) {
  const parsed = Shape.safeParse(value)
  return parsed.success ? [] : listIssues(parsed.error)
}

describe('issues', () => {
  it('point at every fault', () => {
    expect(issuesOf({ items: [{ n: 1 }, { n: 'x' }] })).toMatchObject([
      { pointer: '/name', code: 'invalid_type' },
      { pointer: '/items/1/n', code: 'invalid_type' },
    ])
  })

  it('point at each unknown key itself', () => {
    expect(issuesOf({ name: '', items: [{ n: 1, 'a/b': 1, c: 2 }] })).toEqual([
      { pointer: '/items/0/a~1b', code: 'unrecognized_key', message: '"a/b" is not a known field' },
      { pointer: '/items/0/c', code: 'unrecognized_key', message: '"c" is not a known field' },
    ])
  })

  it('point at the input itself with an empty pointer', () => {
    expect(issuesOf(null)).toMatchObject([{ pointer: '' }])
    expect(renderPointer([])).toBe('')
    expect(renderPointer(['a~b', 0, 'c/d'])).toBe('/a~0b/0/c~1d')
  })
})

describe('a problem', () => {
  const contract = contracts['agent.run.cancel']

  it('takes status and gqlCode of an error of the contract', () => {
    expect(createProblem('RUN_NOT_FOUND', {}, contract)).toEqual({
      type: 'urn:errand:problem:run-not-found',
      title: 'The specified run does not exist',
      status: 404,
      code: 'RUN_NOT_FOUND',
      detail: 'The specified run does not exist',
      gqlCode: 'RUN_NOT_FOUND',
      retryable: false,
      operation: { key: 'agent.run.cancel', version: '1.0.0' },
    })
  })

  it('takes a common error when the contract has none of that code', () => {
    const problem = createProblem('STORE_UNAVAILABLE', { retryAfterSeconds: 1, detail: 'down' }, contract)
    expect(problem).toMatchObject({ status: 503, retryable: true, retryAfterSeconds: 1, detail: 'down' })
    expect(problem).not.toHaveProperty('gqlCode')
  })

  it('is an internal error for a code nobody declared', () => {
    expect(createProblem('NOBODY_KNOWS')).toMatchObject({ status: 500, code: 'NOBODY_KNOWS', retryable: false })
  })
})

describe('the JSON Schema of a contract', () => {
  it('shows what a caller may send and what comes back', () => {
    const schema = z.strictObject({ limit: z.int().default(20) })
    expect(renderJsonSchema(schema, 'input')).not.toHaveProperty('required')
    expect(renderJsonSchema(schema, 'output')).toMatchObject({ required: ['limit'], additionalProperties: false })
    expect(renderJsonSchema(schema, 'input')).not.toHaveProperty('$schema')
  })
})
