// JSON Schema of a zod schema, as every surface shows it.
import { z } from 'zod'

export type JsonSchema = Readonly<Record<string, unknown>>

/** JSON Schema 2020-12 of what a caller may send (`input`) or will receive (`output`). */
export function renderJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, reused: 'inline' })
  return rest
}
