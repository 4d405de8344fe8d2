// The first check of every call that comes with a token: whose it is, whether they ask too often, and whether they may.
// Made before any input is read, so that a refusal is cheap.
import type { OriginKind } from '../contracts/enums.ts'
import type { Contract } from '../spec/contract.ts'
import { createProblem, type Problem } from '../spec/problem.ts'
import { findAccessFault, type PipelineDeps, reportFault } from './invoke.ts'
import type { Principal } from './operation.ts'
import { describeExcess, type LimitState } from './rate-limiter.ts'
import { recordDenial } from './record-denial.ts'

export type Admission = {
  /** Where the caller stands with the requests of this minute; null: unknown, or they are not limited. */
  readonly limit: LimitState | null
} & ({ readonly ok: true; readonly principal: Principal } | { readonly ok: false; readonly problem: Problem })

/** `token`: the bearer token, null when none was given. `asked`: what is called, when that is known. Never rejects. */
export async function admit(
  token: string | null,
  deps: PipelineDeps,
  asked?: { readonly contract: Contract; readonly origin: OriginKind },
): Promise<Admission> {
  const contract = asked?.contract
  try {
    const authentication = await deps.access.authenticate(token)
    const { principal } = authentication
    if (!principal) {
      const { detail } = authentication
      return { ok: false, limit: null, problem: createProblem('UNAUTHENTICATED', { detail }, contract) }
    }
    const limit = countRequest(principal, deps)
    if (limit?.isExceeded) {
      return { ok: false, limit, problem: createProblem('RATE_LIMITED', describeExcess(limit), contract) }
    }
    const problem = contract ? findAccessFault(contract, principal) : null
    if (!problem) return { ok: true, limit, principal }
    if (asked) await recordDenial({ ...asked, principal }, deps)
    return { ok: false, limit, problem }
  } catch (error) {
    return { ok: false, limit: null, problem: reportFault(error, deps, contract) }
  }
}

function countRequest(
  { organizationId, credentialId }: Principal,
  { limiter, limits }: PipelineDeps,
): LimitState | null {
  const quota = limits.requestsPerMinute
  return quota === null ? null : limiter.take({ name: 'requests', who: `${organizationId} ${credentialId}`, quota })
}
