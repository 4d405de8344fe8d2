// The defaults of a JSON Schema, filled in where a value is missing. The value that was sent is left as it is.
import { isObject, type JsonObject } from '../contracts/scalars.ts'

/** Fills in defaults of properties, all the way down; what is not an object is answered as it is. */
export function applyDefaults(schema: unknown, value: unknown): unknown {
  if (!isObject(schema) || !isObject(value) || !isObject(schema['properties'])) return value
  const filled: JsonObject = { ...value }
  for (const [name, property] of Object.entries(schema['properties'])) {
    if (filled[name] === undefined && isObject(property) && property['default'] !== undefined) {
      filled[name] = structuredClone(property['default'])
    } else if (Object.hasOwn(filled, name)) filled[name] = applyDefaults(property, filled[name])
  }
  return filled
}
