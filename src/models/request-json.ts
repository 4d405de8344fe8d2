// How a model is asked for JSON that fits a schema, and whether it was the request that a provider did not take.
import {
  APICallError,
  InvalidArgumentError,
  type JSONObject,
  type LanguageModelV4CallOptions,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider'

/** Providers that take `strictJsonSchema`, and that refuse in strict mode what `isStrict` does not allow. */
const strictProviders = ['openai', 'compatible', 'ollama']
const looseKeywords = [
  'allOf',
  'default',
  'dependentRequired',
  'dependentSchemas',
  'else',
  'if',
  'not',
  'oneOf',
  'then',
]

/** `options` are settings of the provider that its answer depends on. */
export function requestJson(
  schema: JSONObject,
  provider: string,
): { responseFormat: NonNullable<LanguageModelV4CallOptions['responseFormat']>; options: JSONObject } {
  const responseFormat = { type: 'json', schema } as const
  const isLoose = strictProviders.includes(provider) && !isStrict(schema)
  return { responseFormat, options: isLoose ? { strictJsonSchema: false } : {} }
}

/** Whether every object in the schema requires all its properties and allows no others. */
function isStrict(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true
  if (Array.isArray(schema)) return schema.every(isStrict)
  const { type, properties, required, additionalProperties } = schema as Record<string, unknown>
  if (type === 'object') {
    const names = Object.keys(properties ?? {})
    const isWhole = names.every((name) => Array.isArray(required) && required.includes(name))
    if (!isWhole || additionalProperties !== false) return false
  }
  return !looseKeywords.some((keyword) => keyword in schema) && Object.values(schema).every(isStrict)
}

/** Whether the provider, or its package, did not take the request as it was; a schema in it may be why. */
export function isRequestRefused(error: unknown): boolean {
  if (UnsupportedFunctionalityError.isInstance(error) || InvalidArgumentError.isInstance(error)) return true
  return APICallError.isInstance(error) && [400, 422, 501].includes(error.statusCode ?? 0)
}
