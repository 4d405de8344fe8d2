// Idempotency keys: which calls are the same call. The reply itself is kept by the command's own transaction.
import { createHash } from 'node:crypto'
import { isObject } from '../contracts/scalars.ts'
import type { NewReply } from '../store/record.ts'
import type { Store } from '../store/store.ts'

/** A command with a key: what its reply will be kept under. */
export type Replay = Omit<NewReply, 'output'>

/** 1 to 255 printable ASCII characters. */
export function isIdempotencyKey(key: string): boolean {
  return /^[\x20-\x7e]{1,255}$/.test(key)
}

/** Equal for equal operation and input, whatever the order of keys. */
export function hashRequest(operationKey: string, input: unknown): string {
  return createHash('sha256').update(operationKey).update('\n').update(renderCanonical(input)).digest('hex')
}

export function findReply(store: Store, { organizationId, key, at }: Replay) {
  return store.getReply({ organizationId, key, at })
}

function renderCanonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  )
}
