// JSON Schema of a zod schema, as every surface shows it.
import { z } from 'zod'

export type JsonSchema = Readonly<Record<string, unknown>>

const rendered = { input: new WeakMap<z.ZodType, JsonSchema>(), output: new WeakMap<z.ZodType, JsonSchema>() }

/** JSON Schema 2020-12 of what a caller may send (`input`) or will receive (`output`). Rendered once: nobody may change it. */
export function renderJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const known = rendered[io].get(schema) ?? render(schema, io)
  rendered[io].set(schema, known)
  return known
}

function render(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, reused: 'inline' })
  return rest
}
