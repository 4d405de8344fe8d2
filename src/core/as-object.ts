// Fields that are JSON objects on the wire: any other value is wrapped as `{value}`.
import { isObject, type JsonObject } from '../contracts/scalars.ts'

export function asObject(value: unknown): JsonObject {
  if (isObject(value)) return value
  return value === undefined ? {} : { value }
}
