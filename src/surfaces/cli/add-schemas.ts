// `request-schema` and `response-schema` below every operation: the JSON Schemas of what it takes and of what it prints.
import type { Command } from 'commander'
import type { Contract } from '../../spec/contract.ts'
import type { JsonSchema } from '../../spec/json-schema.ts'
import { listNames, renderFlag } from '../../spec/names.ts'
import { renderRequestSchema, renderResponseSchema } from '../../spec/render-schemas.ts'

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
          writeJson(schema())
        })
    add('request-schema', 'print the JSON Schema of the input', () => renderRequestSchema(contract))
    add('response-schema', 'print the JSON Schema of each line of output', () => renderResponseSchema(contract))
    leaf?.helpCommand(false)
  }
}
