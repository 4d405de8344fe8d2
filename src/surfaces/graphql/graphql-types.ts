// GraphQL types from JSON Schemas. A schema with a `title` is a type of that name wherever it stands; any other is named
// by its place. What GraphQL cannot say (free objects, unions, names it does not allow) is the scalar `JSON`.
import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLNullableInputType,
  type GraphQLNullableOutputType,
  type GraphQLNullableType,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLString,
} from 'graphql'
import type { JsonSchema } from '../../spec/json-schema.ts'

export interface GraphqlTypes {
  input(schema: JsonSchema, place: string): GraphQLNullableInputType
  output(schema: JsonSchema, place: string): GraphQLNullableOutputType
}

type Side = 'input' | 'output'

const Json = new GraphQLScalarType({ name: 'JSON', description: 'Any JSON value.' })
const SafeInt = new GraphQLScalarType({
  name: 'SafeInt',
  description: 'A whole number that a double holds exactly: up to 9007199254740991 either way.',
})
const DateTime = new GraphQLScalarType({
  name: 'DateTime',
  description: 'A moment in UTC, ISO-8601, ending in `Z`.',
})

const MAX_INT = 2 ** 31 - 1

/** Types are made once for a name; the same name for another shape gives way to the name of its place. */
export function createGraphqlTypes(): GraphqlTypes {
  const known = new Map<string, { readonly shape: string; readonly type: GraphQLNullableType }>()

  const named = (
    schema: JsonSchema,
    place: string,
    side: Side,
    make: (name: string) => GraphQLNullableType,
  ): GraphQLNullableType => {
    const title = typeof schema['title'] === 'string' && isName(schema['title']) ? schema['title'] : place
    const { default: _default, description: _description, ...rest } = schema
    const shape = `${side} ${JSON.stringify(rest)}`
    for (const base of [title, place]) {
      const name = side === 'input' && 'properties' in schema && !base.endsWith('Input') ? `${base}Input` : base
      const found = known.get(name)
      if (found?.shape === shape) return found.type
      if (found) continue
      const type = make(name)
      known.set(name, { shape, type })
      return type
    }
    return Json
  }

  const render = (schema: JsonSchema, place: string, side: Side): GraphQLNullableType => {
    const values = listEnumValues(schema)
    if (values) return named(schema, place, 'output', (name) => renderEnum(values, name))
    switch (schema['type']) {
      case 'string':
        return schema['format'] === 'date-time' ? DateTime : GraphQLString
      case 'boolean':
        return GraphQLBoolean
      case 'number':
        return GraphQLFloat
      case 'integer':
        return Number(schema['maximum'] ?? Infinity) <= MAX_INT ? GraphQLInt : SafeInt
      case 'array':
        return isObject(schema['items'])
          ? new GraphQLList(new GraphQLNonNull(render(schema['items'], place, side)))
          : Json
      case 'object':
        if (!hasNamedFields(schema)) return Json
        return named(schema, place, side, (name) => renderObject(schema, name, side))
      default:
        return Json
    }
  }

  const renderObject = (schema: JsonSchema, name: string, side: Side): GraphQLNullableType => {
    const renderAll = <T extends GraphQLNullableType>() =>
      renderFields(schema, (field, key) => render(field, `${name}${capitalise(key)}`, side) as T)
    return side === 'input'
      ? new GraphQLInputObjectType({ name, fields: () => renderAll<GraphQLNullableInputType>() })
      : new GraphQLObjectType({ name, fields: () => renderAll<GraphQLNullableOutputType>() })
  }

  return {
    input: (schema, place) => render(schema, place, 'input') as GraphQLNullableInputType,
    output: (schema, place) => render(schema, place, 'output') as GraphQLNullableOutputType,
  }
}

/** The fields of an object schema; those that are always there, or must be given, are non-null. */
export function renderFields<T extends GraphQLNullableType>(
  schema: JsonSchema,
  render: (field: JsonSchema, name: string) => T,
): Record<string, { type: T | GraphQLNonNull<T> }> {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, JsonSchema>; required?: string[] }
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => {
      const type = render(field, name)
      return [name, { type: required.includes(name) ? new GraphQLNonNull(type) : type }]
    }),
  )
}

/** Whether GraphQL can name every field of an object, and knows that there are no others. */
export function hasNamedFields({ type, properties }: JsonSchema): boolean {
  const names = type === 'object' && isObject(properties) ? Object.keys(properties) : []
  return names.length > 0 && names.every(isName)
}

export function capitalise(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

/** The values of an enum, or of a union of enums, that GraphQL can name; null for any other schema. */
function listEnumValues({ enum: values, anyOf: variants }: JsonSchema): string[] | null {
  if (Array.isArray(variants) && variants.length > 0 && variants.every(isObject)) {
    const merged = variants.map(listEnumValues)
    return merged.includes(null) ? null : [...new Set(merged.flatMap((variant) => variant ?? []))]
  }
  if (!Array.isArray(values) || !values.every((value): value is string => typeof value === 'string')) return null
  const names = new Set(values.map(renderEnumName))
  return names.size > 0 && names.size === values.length && names.values().every(isName) ? values : null
}

function renderEnum(values: readonly string[], name: string): GraphQLEnumType {
  return new GraphQLEnumType({
    name,
    values: Object.fromEntries(values.map((value) => [renderEnumName(value), { value }])),
  })
}

/** `tell-model` → `tell_model`. */
function renderEnumName(value: string): string {
  return value.replaceAll(/[-.]/g, '_')
}

function isName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !name.startsWith('__') && !['true', 'false', 'null'].includes(name)
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
