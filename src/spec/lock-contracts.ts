// The lock: what contracts promised when they were last agreed on, as plain JSON that merges line by line.
import type { Contract, Scope, Stability } from './contract.ts'
import { type JsonSchema, renderJsonSchema } from './json-schema.ts'
import { listNames } from './names.ts'
import { isRecord } from './schema-node.ts'

/** One contract's promises. The frames of a stream are left out: a reader of frames ignores kinds it does not know. */
export interface LockedContract {
  readonly version: string
  readonly stability: Stability
  readonly kind: Contract['kind']
  readonly isIdempotent: boolean
  readonly input: JsonSchema
  readonly output: JsonSchema
  readonly errors: Readonly<Record<string, { readonly http: number; readonly gqlCode: string }>>
  readonly policy: { readonly auth: string; readonly scopes: readonly Scope[] }
  readonly http: string
  readonly cli: { readonly command: string; readonly positionals: readonly string[] }
  readonly mcp: string
  /** What asks for a stream; null when it cannot be streamed. */
  readonly stream: string | null
  /** Payload schemas by emission key. */
  readonly emits: Readonly<Record<string, JsonSchema>>
  readonly audit: readonly string[]
}

export interface ContractLock {
  readonly contracts: Readonly<Record<string, LockedContract>>
}

export function lockContracts(contracts: readonly Contract[]): ContractLock {
  return { contracts: Object.fromEntries(contracts.map((contract) => [contract.meta.key, lockContract(contract)])) }
}

function lockContract(contract: Contract): LockedContract {
  const { meta, kind, isIdempotent, io, policy, http, cli, stream, sideEffects } = contract
  const names = listNames(contract)
  const errors = Object.entries<{ http: number; gqlCode: string }>(io.errors)
  return {
    version: meta.version,
    stability: meta.stability,
    kind,
    isIdempotent,
    input: renderJsonSchema(io.input, 'input'),
    output: renderJsonSchema(io.output, 'output'),
    errors: Object.fromEntries(errors.map(([code, { http: status, gqlCode }]) => [code, { http: status, gqlCode }])),
    policy: { auth: policy.auth, scopes: policy.scopes },
    http: `${http.method} ${http.path}`,
    cli: { command: names.cli.join(' '), positionals: cli?.positionals ?? [] },
    mcp: names.mcp,
    stream: stream ? ('input' in stream.on ? `input ${stream.on.input}` : 'accept') : null,
    emits: Object.fromEntries(sideEffects.emits.map(({ key, payload }) => [key, renderJsonSchema(payload, 'output')])),
    audit: sideEffects.audit,
  }
}

/** Text of a lock file: keys sorted, one field a line. */
export function renderLock(lock: ContractLock): string {
  return `${JSON.stringify(lock, sortMember, 2)}\n`
}

/** Sorts keys, and lists whose order means nothing. */
function sortMember(key: string, value: unknown): unknown {
  if (key === 'required' && Array.isArray(value)) return value.map(String).sort()
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Reads the text of a lock file. Throws a SyntaxError when it is none. */
export function parseLock(text: string): ContractLock {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value) || !isRecord(value['contracts'])) throw new SyntaxError('it has no "contracts"')
  return value as unknown as ContractLock
}
