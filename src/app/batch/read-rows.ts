// Reads a file of inputs: CSV with a line of names, or a JSON value a line. A row that cannot be read is kept with its fault.
import { parse, CsvError } from 'csv-parse/sync'
import { isObject, type JsonObject } from '../../contracts/scalars.ts'
import { describeError } from '../../spec/describe-error.ts'
import { ConfigError } from '../env.ts'

export type Row = {
  /** Where the row begins in the file, from 1. */
  readonly line: number
} & (
  | { readonly kind: 'fields'; readonly fields: JsonObject }
  /** Of a CSV file: texts that the agent's schema makes values of. */
  | { readonly kind: 'cells'; readonly cells: Readonly<Record<string, string>> }
  | { readonly kind: 'message'; readonly message: string }
  | { readonly kind: 'fault'; readonly fault: string }
)

/** Throws a `ConfigError` when the file as a whole cannot be read. `name` decides what it is: `.csv`, `.tsv` or JSON lines. */
export function readRows(name: string, text: string): Row[] {
  if (/\.(csv|tsv)$/i.test(name)) return readCsv(name, text.replace(/^\uFEFF/, ''))
  if (/\.(jsonl|ndjson)$/i.test(name)) return readLines(text)
  throw new ConfigError(`${name}: a batch is read from a file that ends in .csv, .tsv, .jsonl or .ndjson`)
}

function readLines(text: string): Row[] {
  return text.split('\n').flatMap((json, index): Row[] => {
    const line = index + 1
    if (json.trim() === '') return []
    try {
      const value: unknown = JSON.parse(json)
      if (isObject(value)) return [{ line, kind: 'fields', fields: value }]
      if (typeof value === 'string') return [{ line, kind: 'message', message: value }]
      return [{ line, kind: 'fault', fault: 'a line is a JSON object, or a text that is the message' }]
    } catch (error) {
      return [{ line, kind: 'fault', fault: `it is not JSON: ${describeError(error)}` }]
    }
  })
}

interface Parsed {
  readonly record: Record<string, string>
  readonly info: { readonly lines: number; readonly error?: unknown }
}

function readCsv(name: string, text: string): Row[] {
  try {
    const options = { delimiter: findDelimiter(text), skip_empty_lines: true, relax_column_count: true, info: true }
    const parsed: unknown = parse(text, { ...options, columns: checkColumns })
    return (parsed as Parsed[]).map(({ record, info }) => {
      const breaks = Object.values(record).join('').split('\n').length - 1
      const line = info.lines - breaks
      if (info.error === undefined) return { line, kind: 'cells', cells: record }
      return { line, kind: 'fault', fault: 'it has more or fewer cells than the first line has names' }
    })
  } catch (error) {
    if (error instanceof CsvError) throw new ConfigError(`${name} is not CSV: ${error.message}`, { cause: error })
    throw error
  }
}

/** What stands most often in the line of names: programs write CSV with semicolons and tabs, too. */
function findDelimiter(text: string): string {
  const [header = ''] = text.split('\n', 1)
  const count = (delimiter: string) => header.split(delimiter).length
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ','
}

function checkColumns(names: string[]): string[] {
  const trimmed = names.map((name) => name.trim())
  if (trimmed.includes(''))
    throw new ConfigError(`the first line names the columns; column ${trimmed.indexOf('') + 1} has no name`)
  const twice = trimmed.find((name, index) => trimmed.indexOf(name) !== index)
  if (twice !== undefined) throw new ConfigError(`two columns are called "${twice}"`)
  return trimmed
}
