import { describe, expect, it } from 'vitest'
import { readRows } from './read-rows.ts'

const cells = (line: number, values: object) => ({ line, kind: 'cells', cells: values })

describe('a CSV file', () => {
  it('has a row for each line behind the names, numbered as they stand in the file', () => {
    const text = '\uFEFFcity,note\r\nOslo,"a ""b"", c"\r\n\r\nRome,"two\nlines"\r\nBern,\r\n'
    expect(readRows('a.CSV', text)).toEqual([
      cells(2, { city: 'Oslo', note: 'a "b", c' }),
      cells(4, { city: 'Rome', note: 'two\nlines' }),
      cells(6, { city: 'Bern', note: '' }),
    ])
  })

  it.each([
    ['a.csv', 'a;b\n1,5;2\n'],
    ['a.csv', 'a\tb\n1,5\t2\n'],
    ['a.tsv', ' a \t b \n1,5\t2'],
  ])('%s may have other delimiters: %j', (name, text) => {
    expect(readRows(name, text)).toEqual([cells(2, { a: '1,5', b: '2' })])
  })

  it('keeps a row with too many or too few cells as a fault of that row', () => {
    const fault = 'it has more or fewer cells than the first line has names'
    expect(readRows('a.csv', 'a,b\n1,2,3\n1\n1,2\n')).toEqual([
      { line: 2, kind: 'fault', fault },
      { line: 3, kind: 'fault', fault },
      cells(4, { a: '1', b: '2' }),
    ])
  })

  it.each([
    ['a,b\n1,"2\n', 'a.csv is not CSV: Quote Not Closed'],
    ['a,b\n1,2"3"\n', 'a.csv is not CSV: Invalid Opening Quote'],
    ['a,,b\n1,2,3\n', 'column 2 has no name'],
    ['a,b,a\n1,2,3\n', 'two columns are called "a"'],
  ])('is refused as a whole: %j', (text, message) => {
    expect(() => readRows('a.csv', text)).toThrow(message)
  })
})

describe('a JSONL file', () => {
  it('has an object or a message a line; another line is a fault of that line', () => {
    expect(readRows('a.jsonl', '{"city":"Oslo"}\n\n"Hello"\r\n[1]\n{"city":\n')).toEqual([
      { line: 1, kind: 'fields', fields: { city: 'Oslo' } },
      { line: 3, kind: 'message', message: 'Hello' },
      { line: 4, kind: 'fault', fault: 'a line is a JSON object, or a text that is the message' },
      { line: 5, kind: 'fault', fault: expect.stringContaining('it is not JSON') },
    ])
  })
})

it('other files are refused', () => {
  expect(() => readRows('a.xlsx', '')).toThrow('a.xlsx: a batch is read from a file that ends in .csv')
})
