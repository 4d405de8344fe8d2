// `request-schema` and `response-schema` below every operation: the JSON Schemas of what it takes and of what it prints.
import type { Command } from 'commander'
import type { Contract } from '../../spec/contract.ts'
import { type JsonSchema, renderJsonSchema } from '../../spec/json-schema.ts'
import { listNames, renderFlag } from '../../spec/names.ts'

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

/** Adds both to the leaf of each contract, which must be there already. They take no flags. */
export function addSchemas(
  program: Command,
  contracts: readonly Contract[],
  writeJson: (value: unknown) => void,
): void {
  for (const contract of contracts) {
    const leaf = listNames(contract).cli.reduce<Command | undefined>(
      (command, word) => command?.commands.find((inner) => inner.name() === word),
      program,
    )
    const add = (name: string, description: string, schema: () => JsonSchema) =>
      leaf
        ?.command(name)
        .description(description)
        .action(() => {
          const [flag] = Object.keys(leaf.opts())
          if (flag !== undefined) leaf.error(`error: ${name} takes no flags; leave out --${renderFlag(flag)}`)
          writeJson({ $schema: DIALECT, ...schema() })
        })
    add('request-schema', 'print the JSON Schema of the input', () => renderRequest(contract))
    add('response-schema', 'print the JSON Schema of each line of output', () => renderResponse(contract))
    leaf?.helpCommand(false)
  }
}

function renderRequest({ io, isShaped }: Contract): JsonSchema {
  const schema = renderJsonSchema(io.input, 'input')
  return { title: io.inputName, ...(isShaped ? markOmitted(schema) : schema) }
}

/** A call that can be asked to stream prints its output or, one a line, the items of the stream. */
function renderResponse({ io, stream, isShaped }: Contract): JsonSchema {
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
