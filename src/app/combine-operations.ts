// The operations of an installation: the product's, and those of its users beside them.
import type { OwnOperation } from '../operations/own-operation.ts'
import type { Operation } from '../operations/operation.ts'
import { describeError } from '../spec/describe-error.ts'
import { createRegistry } from '../spec/registry.ts'
import { ConfigError } from './env.ts'

/** First words of keys that are the product's, now or later: its objects and its commands. */
const RESERVED = new Set(
  (
    'agent agents answer approvals approve audit backup batch cancel completion context contracts credential doctor errand export follow fork help init key ' +
    'mcp metrics operation profile prune reject replay restore run runs schedule schedules serve session settle show skill store task ' +
    'tasks tenant tool tools upload user webhook'
  ).split(' '),
)

export function isReserved(word: string): boolean {
  return RESERVED.has(word)
}

/** Throws a `ConfigError` when a key, route or name is taken. */
export function combineOperations(product: readonly Operation[], own: readonly OwnOperation[]): readonly Operation[] {
  for (const { contract } of own) {
    const emitted = contract.sideEffects.emits.find(({ key }) => isReserved(key.split('.')[0] ?? ''))
    if (emitted)
      throw new ConfigError(
        `contract ${contract.meta.key}: the emission "${emitted.key}" is named like one of errand's own`,
      )
    const [word = ''] = contract.meta.key.split('.')
    if (!isReserved(word)) continue
    throw new ConfigError(
      `contract ${contract.meta.key}: keys that begin with "${word}." are errand's own; begin with a word of yours, e.g. shop.${contract.meta.key}`,
    )
  }
  const operations = [...product, ...own]
  try {
    createRegistry(operations.map(({ contract }) => contract))
  } catch (error) {
    throw new ConfigError(describeError(error), { cause: error })
  }
  return operations
}
