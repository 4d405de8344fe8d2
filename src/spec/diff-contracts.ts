// What changed between a lock and the contracts of now, and whether that may be.
import { compareSchemas, type SchemaPair } from './compare-schemas.ts'
import type { ContractLock, LockedContract } from './lock-contracts.ts'
import { isSame } from './schema-node.ts'

export interface ContractChange {
  readonly key: string
  /** RFC 6901 pointer into the locked contract, e.g. `/input/properties/limit/maximum`; `""` is the contract itself. */
  readonly pointer: string
  readonly kind: 'breaking' | 'compatible'
  /** True for what a stable contract may not do without a new major version. */
  readonly isRefused: boolean
  readonly sentence: string
}

type Change = Pick<ContractChange, 'pointer' | 'kind' | 'sentence'>

/** Lists every change by key, what breaks first. Callers of what was stable are owed a new major for anything that breaks. */
export function diffContracts(before: ContractLock, after: ContractLock): ContractChange[] {
  const keys = [...new Set([...Object.keys(before.contracts), ...Object.keys(after.contracts)])].sort()
  return keys.flatMap((key) => {
    const [older, newer] = [before.contracts[key], after.contracts[key]]
    const mayBreak = !isPromised(older) || (newer !== undefined && majorOf(newer) > majorOf(older))
    return listChanges(older, newer).map((change) => ({
      key,
      ...change,
      isRefused: change.kind === 'breaking' && !mayBreak,
    }))
  })
}

function isPromised(locked: LockedContract | undefined): locked is LockedContract {
  return locked?.stability === 'stable' || locked?.stability === 'deprecated'
}

function majorOf({ version }: LockedContract): number {
  return Number.parseInt(version, 10)
}

function listChanges(older: LockedContract | undefined, newer: LockedContract | undefined): Change[] {
  if (!older) return [compatible('', 'the operation is new')]
  if (!newer) return [breaking('', 'the operation is gone')]
  const changes = [
    ...compareMeta(older, newer),
    ...compareNames(older, newer),
    ...comparePolicy(older, newer),
    ...compareErrors(older, newer),
    ...compareAt('/input', { before: older.input, after: newer.input, io: 'input' }),
    ...compareAt('/output', { before: older.output, after: newer.output, io: 'output' }),
    ...compareEffects(older, newer),
  ]
  return changes.sort((a, b) => a.kind.localeCompare(b.kind))
}

function breaking(pointer: string, sentence: string): Change {
  return { pointer, kind: 'breaking', sentence }
}

function compatible(pointer: string, sentence: string): Change {
  return { pointer, kind: 'compatible', sentence }
}

function compareAt(pointer: string, pair: SchemaPair): Change[] {
  return compareSchemas(pair).map((change) => ({ ...change, pointer: pointer + change.pointer }))
}

function compareMeta(older: LockedContract, newer: LockedContract): Change[] {
  const changes: Change[] = []
  const text = (name: 'version' | 'stability' | 'kind') => `the ${name} is ${newer[name]}, and was ${older[name]}`
  if (older.version !== newer.version) changes.push(compatible('/version', text('version')))
  if (majorOf(newer) < majorOf(older)) changes.push(breaking('/version', 'the version went back'))
  if (older.stability !== newer.stability) {
    const isKept = !isPromised(older) || isPromised(newer)
    changes.push((isKept ? compatible : breaking)('/stability', text('stability')))
  }
  if (older.kind !== newer.kind) changes.push(breaking('/kind', text('kind')))
  if (older.isIdempotent !== newer.isIdempotent) {
    const mark = newer.isIdempotent ? compatible : breaking
    changes.push(
      mark('/isIdempotent', `a repeat without an idempotency key is ${newer.isIdempotent ? 'now' : 'no longer'} safe`),
    )
  }
  return changes
}

/** What callers write down: route, command, tool name, how a stream is asked for. */
function compareNames(older: LockedContract, newer: LockedContract): Change[] {
  const names: [string, string, string | null, string | null][] = [
    ['/http', 'HTTP route', older.http, newer.http],
    ['/cli/command', 'command', older.cli.command, newer.cli.command],
    ['/mcp', 'MCP name', older.mcp, newer.mcp],
    ['/stream', 'way to ask for a stream', older.stream, newer.stream],
  ]
  const changes = names.flatMap(([pointer, name, was, is]) => {
    if (was === is) return []
    if (was === null) return [compatible(pointer, `the ${name} is new: ${is}`)]
    return [breaking(pointer, `the ${name} is ${is ?? 'gone'}, and was ${was}`)]
  })
  const [was, is] = [older.cli.positionals, newer.cli.positionals]
  if (isSame(was, is)) return changes
  const mark = isSame(was, is.slice(0, was.length)) ? compatible : breaking
  const text = `the positional arguments are ${is.join(', ') || 'gone'}, and were ${was.join(', ') || 'none'}`
  return [...changes, mark('/cli/positionals', text)]
}

function comparePolicy({ policy: older }: LockedContract, { policy: newer }: LockedContract): Change[] {
  const changes: Change[] = []
  if (older.auth !== newer.auth) {
    changes.push(breaking('/policy/auth', `the credential is ${newer.auth}, and was ${older.auth}`))
  }
  const { gone, fresh } = compareLists(older.scopes, newer.scopes)
  if (fresh.length > 0) changes.push(breaking('/policy/scopes', `a caller now needs the scope ${fresh.join(', ')}`))
  if (gone.length > 0)
    changes.push(compatible('/policy/scopes', `a caller no longer needs the scope ${gone.join(', ')}`))
  return changes
}

function compareErrors({ errors: older }: LockedContract, { errors: newer }: LockedContract): Change[] {
  const codes = [...new Set([...Object.keys(older), ...Object.keys(newer)])]
  return codes.flatMap((code) => {
    const [was, is] = [older[code], newer[code]]
    if (!is) return [breaking(`/errors/${code}`, `the error ${code} is gone`)]
    if (!was) return [compatible(`/errors/${code}`, `the error ${code} is new`)]
    return (['http', 'gqlCode'] as const)
      .filter((part) => was[part] !== is[part])
      .map((part) =>
        breaking(`/errors/${code}/${part}`, `the error ${code} has ${part} ${is[part]}, and had ${was[part]}`),
      )
  })
}

function compareEffects(older: LockedContract, newer: LockedContract): Change[] {
  const emits = compareLists(Object.keys(older.emits), Object.keys(newer.emits))
  const audit = compareLists(older.audit, newer.audit)
  return [
    ...emits.gone.map((key) => breaking(`/emits/${key}`, `the emission ${key} is gone`)),
    ...emits.fresh.map((key) => compatible(`/emits/${key}`, `the emission ${key} is new`)),
    ...Object.entries(older.emits).flatMap(([key, before]) => {
      const after = newer.emits[key]
      return after ? compareAt(`/emits/${key}`, { before, after, io: 'output' }) : []
    }),
    ...audit.gone.map((action) => breaking('/audit', `the audit no longer has ${action}`)),
    ...audit.fresh.map((action) => compatible('/audit', `the audit also has ${action}`)),
  ]
}

function compareLists<T extends string>(older: readonly T[], newer: readonly T[]): { gone: T[]; fresh: T[] } {
  return { gone: older.filter((one) => !newer.includes(one)), fresh: newer.filter((one) => !older.includes(one)) }
}
