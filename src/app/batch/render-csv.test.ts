import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { renderCsv } from './render-csv.ts'

const base = { agentId: 'a', status: 'done' } as const

it('has a column for every field, and reads back as what was written', () => {
  const text = renderCsv([
    {
      ...base,
      line: 2,
      input: { message: 'Go', context: { city: 'Oslo' } },
      runId: 'r1',
      output: { result: 'a "b",\nc' },
    },
    { line: 3, agentId: 'a', status: 'refused', error: { code: 'ROW_INVALID', message: 'no' } },
    {
      ...base,
      line: 4,
      input: { message: 'Go', context: { size: 5 } },
      runId: 'r2',
      output: { total: 1, of: { a: [1] } },
    },
  ])
  expect(parse(text, { columns: true, relax_column_count: false })).toEqual(
    [
      ['2', 'done', 'Go', 'Oslo', '', 'a "b",\nc', '', '', '', 'r1'],
      ['3', 'refused', '', '', '', '', '', '', 'ROW_INVALID: no', ''],
      ['4', 'done', 'Go', '', '5', '', '1', '{"a":[1]}', '', 'r2'],
    ].map((cells) =>
      Object.fromEntries(
        [
          'line',
          'status',
          'input.message',
          'input.city',
          'input.size',
          'output.result',
          'output.total',
          'output.of',
          'error',
          'runId',
        ].map((name, index) => [name, cells[index]]),
      ),
    ),
  )
})

it('has its names also without rows', () => {
  expect(renderCsv([])).toBe('line,status,error,runId\r\n')
})

it('gives a spreadsheet no formula, and leaves numbers alone', () => {
  const output = { a: '=HYPERLINK("x")', b: '-1', c: '@x', d: -1, e: 'a=b' }
  const text = renderCsv([{ ...base, line: 2, output }])
  expect(text.split('\r\n')[1]).toBe(`2,done,,"'=HYPERLINK(""x"")",'-1,'@x,-1,a=b,,`)
})
