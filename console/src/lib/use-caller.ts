// Who is signed in, and what that credential may do.
import type { OutputFor } from 'errand/client'
import { type Contracts, contracts } from 'errand/contracts'
import { useCall } from './use-call.ts'

export type Caller = OutputFor<'credential.get'>

const SLOW_MS = 60_000

/** null until it is known. */
export function useCaller(): Caller | null {
  return useCall('credential.get', {}, { everyMs: SLOW_MS }).data ?? null
}

/** Why the caller may not call this operation; null when they may, or when that is not known yet. */
export function findRefusal(caller: Caller | null, key: keyof Contracts | undefined): string | null {
  if (caller === null || key === undefined) return null
  const missing = contracts[key].policy.scopes.filter((scope) => !caller.scopes.includes(scope))
  return missing.length === 0 ? null : `Your credential lacks the scope ${missing.join(' and ')}`
}
