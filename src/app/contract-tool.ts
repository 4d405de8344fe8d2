// A contract as a tool of an agent: each call goes through the pipeline, with the rights of the run's creator.
import { contracts } from '../contracts/index.ts'
import type { Effect } from '../contracts/enums.ts'
import type { OwnOperation } from '../operations/own-operation.ts'
import { defineTool, type Tool } from '../runtime/define-tool.ts'
import type { Contract } from '../spec/contract.ts'
import { renderJsonSchema } from '../spec/json-schema.ts'
import { listNames } from '../spec/names.ts'

export interface ContractToolOptions {
  /**
   * What a repeat after a crash would do. Default: `pure` for a query; `idempotent` for errand's own commands, which keep their
   * reply under the callId, and for contracts that say `isIdempotent`; else `once`.
   */
  readonly effect?: Effect
  /** Whether a person is asked before a call runs. Default false. */
  readonly approval?: boolean
  /** Limit of one call in ms. Default 30,000. */
  readonly timeoutMs?: number
}

/**
 * Lets an agent call an operation: yours, or one of errand's contracts. Name and schema are the contract's; the call is made
 * for the user who started the run, never with more rights, and carries the callId as Idempotency-Key.
 */
export function contractTool(target: Contract | OwnOperation, options: ContractToolOptions = {}): Tool {
  const contract = 'contract' in target ? target.contract : target
  const { meta, io } = contract
  const tool = defineTool({
    name: listNames(contract).mcp,
    description: `${meta.description} ${meta.goal}`,
    input: renderJsonSchema(io.input, 'input'),
    effect: options.effect ?? findEffect(contract),
    ...(options.approval !== undefined && { approval: options.approval }),
    ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
    execute: () => Promise.reject(new Error('the operation answers this')),
  })
  return { ...tool, operationKey: meta.key }
}

function findEffect(contract: Contract): Effect {
  if (contract.kind === 'query') return 'pure'
  const isOurs = Object.values<Contract>(contracts).includes(contract)
  return isOurs || contract.isIdempotent ? 'idempotent' : 'once'
}
