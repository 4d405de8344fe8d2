// The JSON Schemas of what an operation takes and of what it answers, as documents of their own.
import type { Contract } from './contract.ts'
import { type JsonSchema, renderJsonSchema } from './json-schema.ts'

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

/** What a caller sends. */
export function renderRequestSchema({ io, isShaped }: Contract): JsonSchema {
  const schema = renderJsonSchema(io.input, 'input')
  return { $schema: DIALECT, title: io.inputName, ...(isShaped ? markOmitted(schema) : schema) }
}

/** What is answered; of a stream, each line. A call that can be asked to stream answers its output or such lines. */
export function renderResponseSchema(contract: Contract): JsonSchema {
  return { $schema: DIALECT, ...renderAnswer(contract) }
}

function renderAnswer({ io, stream, isShaped }: Contract): JsonSchema {
  if (stream && 'always' in stream.on) return markOmitted(renderJsonSchema(stream.item, 'output'))
  if (isShaped) return markOmitted({ title: io.outputName, ...renderJsonSchema(io.output, 'output') })
  const output = { title: io.outputName, ...renderJsonSchema(io.output, 'output') }
  if (!stream || !('input' in stream.on)) return output
  return { anyOf: [output, { title: 'StreamItem', ...renderJsonSchema(stream.item, 'output') }] }
}

/** Says of each field that may be missing that it is left out then, as opposed to null. */
function markOmitted(schema: JsonSchema): JsonSchema {
  const marked = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key === 'properties') return [key, markProperties(value as Properties, schema)]
      if (['anyOf', 'oneOf'].includes(key)) return [key, (value as JsonSchema[]).map(markOmitted)]
      return [key, key === 'items' ? markOmitted(value as JsonSchema) : value]
    }),
  )
  return marked
}

type Properties = Readonly<Record<string, JsonSchema>>

function markProperties(properties: Properties, { required = [] }: JsonSchema): Properties {
  const isRequired = (name: string) => (required as readonly string[]).includes(name)
  const entries = Object.entries(properties).map(([name, property]) => {
    const inner = markOmitted(property)
    const isNullable = Array.isArray(property['type'])
    return [name, isRequired(name) || isNullable ? inner : { ...inner, omitempty: true }]
  })
  return Object.fromEntries(entries) as Properties
}
