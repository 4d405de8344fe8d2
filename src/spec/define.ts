// defineCommand and defineQuery: the only ways to make a contract. A bad one cannot be imported.
import type { z } from 'zod'
import { checkContract } from './check-contract.ts'
import type { Contract, ErrorSpec, McpSpec, StreamSpec } from './contract.ts'

type Definition<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Errors extends Record<string, ErrorSpec>,
  Item extends z.ZodType,
> = Omit<Contract, 'kind' | 'io' | 'isIdempotent' | 'sideEffects' | 'stream' | 'mcp'> & {
  readonly io: { inputName: string; outputName: string; input: Input; output: Output; errors: Errors }
  readonly stream?: StreamSpec<Item>
  readonly mcp?: McpSpec<z.output<Output>>
}

type Effects = Pick<Contract, 'sideEffects'>

/**
 * Defines an operation that changes state.
 * `isIdempotent` says that a repeat without an idempotency key is safe; default false.
 * Throws a `ContractError` that names the contract and every fault when the definition does not hold together.
 */
export function defineCommand<
  Input extends z.ZodType,
  Output extends z.ZodType,
  const Errors extends Record<string, ErrorSpec>,
  Item extends z.ZodType = z.ZodNever,
>(
  definition: Definition<Input, Output, Errors, Item> & Effects & { readonly isIdempotent?: boolean },
): Contract<'command', Input, Output, Extract<keyof Errors, string>, Item> {
  return finish({ ...definition, kind: 'command', isIdempotent: definition.isIdempotent ?? false })
}

/**
 * Defines an operation that only reads. It emits nothing, is not audited and is always idempotent.
 * Throws a `ContractError` as `defineCommand` does.
 */
export function defineQuery<
  Input extends z.ZodType,
  Output extends z.ZodType,
  const Errors extends Record<string, ErrorSpec>,
  Item extends z.ZodType = z.ZodNever,
>(
  definition: Definition<Input, Output, Errors, Item>,
): Contract<'query', Input, Output, Extract<keyof Errors, string>, Item> {
  return finish({ ...definition, kind: 'query', isIdempotent: true, sideEffects: { emits: [], audit: [] } })
}

function finish<C extends Contract>(contract: C): C {
  checkContract(contract)
  return freeze(contract)
}

/** Freezes plain objects and arrays all the way down; schemas keep their own shape. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && !Array.isArray(value)) return value
  for (const inner of Object.values(value)) freeze(inner)
  return Object.freeze(value)
}
