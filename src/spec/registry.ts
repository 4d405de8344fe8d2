// A registry: the contracts an installation serves, checked against each other.
import { ContractError } from './check-contract.ts'
import type { Contract } from './contract.ts'
import { listNames } from './names.ts'

export interface Registry {
  /** All contracts, sorted by key. */
  readonly contracts: readonly Contract[]
  get(key: string): Contract | null
}

/** Throws a `ContractError` when two contracts share a key, a route or a name, or describe one emission differently. */
export function createRegistry(contracts: readonly Contract[]): Registry {
  const taken = new Map<string, string>()
  const claim = (kind: string, name: string, key: string) => {
    const owner = taken.get(`${kind} ${name}`)
    if (owner) throw new ContractError(`contracts ${owner} and ${key} both have the ${kind} "${name}"`)
    taken.set(`${kind} ${name}`, key)
  }
  const payloads = new Map<string, unknown>()
  for (const contract of contracts) {
    const names = listNames(contract)
    claim('key', contract.meta.key, contract.meta.key)
    claim('route', `${contract.http.method} ${contract.http.path.replaceAll(/\{\w+\}/g, '{}')}`, contract.meta.key)
    claim('MCP name', names.mcp, contract.meta.key)
    for (const emission of contract.sideEffects.emits) {
      const known = payloads.get(emission.key)
      if (known && known !== emission.payload) {
        throw new ContractError(`emission ${emission.key} has two different payloads`)
      }
      payloads.set(emission.key, emission.payload)
    }
  }
  const byKey = new Map(contracts.map((contract) => [contract.meta.key, contract]))
  return {
    contracts: [...contracts].sort((a, b) => (a.meta.key < b.meta.key ? -1 : 1)),
    get: (key) => byKey.get(key) ?? null,
  }
}
