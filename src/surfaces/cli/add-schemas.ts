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

function renderRequest({ io }: Contract): JsonSchema {
  return { title: io.inputName, ...renderJsonSchema(io.input, 'input') }
}

/** A call that can be asked to stream prints its output or, one a line, the items of the stream. */
function renderResponse({ io, stream }: Contract): JsonSchema {
  const output = { title: io.outputName, ...renderJsonSchema(io.output, 'output') }
  if (!stream || !('input' in stream.on)) return output
  return { anyOf: [output, { title: 'StreamItem', ...renderJsonSchema(stream.item, 'output') }] }
}
