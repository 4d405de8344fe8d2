// Schemas that users write: zod (with its transforms and defaults) or plain JSON Schema, behind one shape.
import { z } from 'zod'
import { isObject, type JsonObject } from '../contracts/scalars.ts'
import { findSchemaFault, validateJson } from '../core/validate-json.ts'
import { describeThrown } from './describe-thrown.ts'

export type UserSchema<T = unknown> = z.ZodType<T> | JsonObject

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }

export interface LoadedSchema<T> {
  readonly jsonSchema: JsonObject
  /** Never throws: a check of the schema that does is a fault of the value. */
  parse(value: unknown): Parsed<T>
}

/** Throws an Error that says what is wrong with the schema. `io` chooses which side of zod's transforms is shown. */
export function loadSchema<T>(schema: UserSchema<T>, io: 'input' | 'output'): LoadedSchema<T> {
  if (isZod<T>(schema)) {
    const { $schema: _dialect, ...jsonSchema } = z.toJSONSchema(schema, { io })
    return { jsonSchema, parse: (value) => guard(() => parseZod(schema, value)) }
  }
  const fault = findSchemaFault(schema)
  if (fault !== null) throw new Error(`the schema cannot be used: ${fault}`)
  return { jsonSchema: schema, parse: (value) => guard(() => parseJson<T>(schema, value)) }
}

function guard<T>(parse: () => Parsed<T>): Parsed<T> {
  try {
    return parse()
  } catch (error) {
    return { ok: false, message: `the value could not be checked: ${describeThrown(error)}` }
  }
}

function isZod<T>(schema: UserSchema<T>): schema is z.ZodType<T> {
  return isObject(schema) && '_zod' in schema
}

function parseZod<T>(schema: z.ZodType<T>, value: unknown): Parsed<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return { ok: true, value: parsed.data }
  const issues = parsed.error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.message}`)
  return { ok: false, message: issues.slice(0, 10).join('; ') }
}

function parseJson<T>(schema: JsonObject, value: unknown): Parsed<T> {
  const issues = validateJson(schema, value)
  if (issues.length === 0) return { ok: true, value: value as T }
  const lines = issues.slice(0, 10).map((issue) => `${issue.pointer || '/'}: ${issue.message}`)
  return { ok: false, message: lines.join('; ') }
}
