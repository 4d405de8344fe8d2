// What a row tells an agent: the field `message` is the message, all others are the context that the agent's schema describes.
import { z } from 'zod'
import { RunInput } from '../../contracts/run.ts'
import { isObject, type JsonObject } from '../../contracts/scalars.ts'
import { validateJson } from '../../core/validate-json.ts'
import type { Row } from './read-rows.ts'

export type RowInput = { readonly ok: true; readonly input: RunInput } | { readonly ok: false; readonly fault: string }

export interface InputSettings {
  /** Schema of the agent's context. */
  readonly inputSchema: JsonObject | undefined
  /** For rows that have none; default: the context as JSON. */
  readonly message: string | undefined
}

export function readInput(row: Row, settings: InputSettings): RowInput {
  if (row.kind === 'fault') return { ok: false, fault: row.fault }
  const fields = row.kind === 'message' ? { message: row.message } : readFields(row, settings)
  const parsed = RunInput.safeParse(splitMessage(fields, settings))
  if (parsed.success) return { ok: true, input: parsed.data }
  return { ok: false, fault: z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ') }
}

function readFields(row: Extract<Row, { kind: 'fields' | 'cells' }>, { inputSchema }: InputSettings): JsonObject {
  if (row.kind === 'fields') return row.fields
  const cells = Object.entries(row.cells).filter(([, cell]) => cell !== '')
  return Object.fromEntries(cells.map(([name, cell]) => [name, readCell(inputSchema, name, cell)]))
}

/** A field of that name in the agent's own schema is not the message. */
function splitMessage(fields: JsonObject, { inputSchema, message: given }: InputSettings): JsonObject {
  const { message: own, ...rest } = fields
  const isMessage = own !== undefined && findProperty(inputSchema, 'message') === null
  const context = isMessage ? rest : fields
  const hasContext = Object.keys(context).length > 0
  const message = (isMessage ? own : given) ?? (hasContext ? JSON.stringify(context) : undefined)
  return { message, ...(hasContext && { context }) }
}

/** The value that a text stands for: the text itself where the schema takes it, else what it says as JSON. */
function readCell(inputSchema: JsonObject | undefined, name: string, cell: string): unknown {
  const schema = findProperty(inputSchema, name)
  if (schema === null || validateJson(schema, cell).length === 0) return cell
  for (const text of [cell, cell.toLowerCase()]) {
    const value = parseJson(text)
    if (value !== undefined && validateJson(schema, value).length === 0) return value
  }
  return cell // the server says what is wrong with it
}

/** The schema of a property, able to stand alone; null when the agent's schema does not name it. */
function findProperty(inputSchema: JsonObject | undefined, name: string): JsonObject | null {
  const { properties, $defs } = inputSchema ?? {}
  const property = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : null
  return isObject(property) ? { ...($defs !== undefined && { $defs }), ...property } : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
