// Results as a table for spreadsheets: what went in, what came out, and what went wrong.
import type { JsonObject } from '../../contracts/scalars.ts'
import type { BatchResult } from './batch-result.ts'

const groups = ['line', 'status', 'input', 'output', 'error', 'runId']

/** A column for each field of the inputs and of the outputs, in order of their first use. */
export function renderCsv(results: readonly BatchResult[]): string {
  const rows = results.map(listCells)
  const names = [...new Set(['line', 'status', 'error', 'runId', ...rows.flatMap((row) => Object.keys(row))])]
  const rank = (name: string) => groups.indexOf(name.split('.')[0] ?? '')
  const ordered = names.toSorted((a, b) => rank(a) - rank(b))
  const lines = [ordered, ...rows.map((row) => ordered.map((name) => row[name]))]
  return lines.map((cells) => `${cells.map(renderCell).join(',')}\r\n`).join('')
}

function listCells({ line, input, runId, status, output = {}, error }: BatchResult): JsonObject {
  const { message, context = {} } = input ?? {}
  return {
    line,
    status,
    'input.message': message,
    ...prefix('input', context),
    ...prefix('output', output),
    error: error && `${error.code}: ${error.message}`,
    runId,
  }
}

function prefix(name: string, fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [`${name}.${key}`, value]))
}

/** Text as it is, other values as JSON. What a spreadsheet would take for a formula gets a quote in front: models and inputs are not trusted. */
function renderCell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value.replace(/^(?=[=+\-@\t\r])/, "'") : JSON.stringify(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
