import { describe, expect, it } from 'vitest'
import { createdData, moment } from '../testing/log-of.ts'
import { createRunRow } from '../testing/run-row.ts'
import { renderQueuedRun, renderRunApiRun } from './run-api-run.ts'
import type { RunRow } from './run-row.ts'

const row = (change: Partial<RunRow> = {}) =>
  createRunRow({ created: createdData({ input: { message: 'Report on X', context: { topic: 'X' } } }), ...change })

const ended = { completedAt: moment(9), updatedAt: moment(9) }
const done = { ...ended, status: 'done', output: { result: 'Text.' } } as const

describe('a run of the run API', () => {
  it('has the context as input when its agent has a schema, else the whole input', () => {
    expect(renderRunApiRun(row(), true).input).toEqual({ topic: 'X' })
    expect(renderRunApiRun(row(), false).input).toEqual({ message: 'Report on X', context: { topic: 'X' } })
    expect(renderRunApiRun(row({ created: createdData() }), true).input).toEqual({})
  })

  it.each([
    ['pending', 'pending', {}],
    ['running', 'running', {}],
    ['waiting', 'running', {}],
    ['error', 'error', { error: { code: 'RUN_TIMEOUT', message: 'late' } }],
    ['cancelled', 'error', { error: { code: 'cancelled', message: 'the run was cancelled' } }],
  ] as const)('that is %s is %s', (status, shown, more) => {
    const run = renderRunApiRun(row({ status, errorCode: 'RUN_TIMEOUT', errorMessage: 'late' }), true)
    expect(run).toMatchObject({ status: shown, resultData: null, ...more })
    expect('error' in run).toBe('error' in more)
  })

  it('names each address of a document once, by its first title', () => {
    const sources = [
      { url: 'https://a.test/', title: 'A' },
      { ref: 'docs/a.md', title: 'File' },
      { url: 'https://b.test/' },
      { url: 'https://a.test/', title: 'Again' },
    ]
    expect(renderRunApiRun(row({ ...done, sources }), true)).toMatchObject({
      resultType: 'document',
      resultData: {
        result: 'Text.',
        sources: [
          { url: 'https://a.test/', title: 'A' },
          { url: 'https://b.test/', title: 'https://b.test/' },
        ],
      },
    })
    expect(renderRunApiRun(row(done), true).resultData).toEqual({ result: 'Text.' })
  })

  it('is the object itself when its result is json', () => {
    const created = createdData({ resultType: 'json' })
    const run = renderRunApiRun(
      row({ ...done, created, output: { score: 7 }, sources: [{ url: 'https://a.test/' }] }),
      true,
    )
    expect(run).toMatchObject({ resultType: 'json', resultData: { score: 7 }, completedAt: moment(9) })
  })

  it('is answered as it was when it was queued, whatever became of it', () => {
    expect(renderQueuedRun(row(done), true)).toEqual(renderRunApiRun(row(), true))
  })
})
