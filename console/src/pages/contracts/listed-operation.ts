// An operation as this server offers it, its own or one that a user of it wrote.
import { contracts } from 'errand/contracts'
import type { OutputFor } from 'errand/client'

export type ListedOperation = OutputFor<'operation.list'>['items'][number]
export type Contract = (typeof contracts)[keyof typeof contracts]

const known: Readonly<Record<string, Contract>> = contracts

export function isOwn({ key }: ListedOperation): boolean {
  return !(key in known)
}

/** What a call is made from. Of an operation of a user the server tells as much as that takes: its kind and its route. */
export function toContract(operation: ListedOperation): Contract {
  const { key, version, kind, method, path } = operation
  const made = { kind, meta: { key, version }, http: { method, path } }
  return known[key] ?? (made as unknown as Contract)
}
