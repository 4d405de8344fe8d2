// The names one key has on each surface.
import type { Contract } from './contract.ts'

export interface Names {
  /** Alias path: `/agent/run/getSteps/v1.0.0`. */
  readonly path: string
  /** CLI words: `['agent', 'run', 'get-steps']`. */
  readonly cli: readonly string[]
  /** MCP tool name: `agent_run_getSteps`. */
  readonly mcp: string
  /** OpenAPI operationId and client method path: `agent.run.getSteps`. */
  readonly operationId: string
}

/** A contract never changes, and commands of tasks are read with each firing. */
const namesByContract = new WeakMap<Contract, Names>()

export function listNames(contract: Contract): Names {
  const names = namesByContract.get(contract) ?? renderNames(contract)
  namesByContract.set(contract, names)
  return names
}

function renderNames({ meta }: Contract): Names {
  return {
    path: `/${meta.key.replaceAll('.', '/')}/v${meta.version}`,
    cli: meta.key.split('.').map(renderFlag),
    mcp: meta.key.replaceAll('.', '_'),
    operationId: meta.key,
  }
}

/** `timeoutMs` → `timeout-ms`, `timeout_seconds` → `timeout-seconds`. */
export function renderFlag(name: string): string {
  return name.replaceAll('_', '-').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
