// Gives schemas their names: the `title` of their JSON Schema, which is their type's name where a surface has types.
import { z } from 'zod'

/** `nameSchemas({ Run, RunStep })`: each is known by its own name. */
export function nameSchemas(schemasByName: Readonly<Record<string, z.ZodType>>): void {
  for (const [title, schema] of Object.entries(schemasByName)) z.globalRegistry.add(schema, { title })
}
