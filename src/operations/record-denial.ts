// Keeps in the audit that somebody tried what they may not. What fails without a known caller is not kept: anybody could
// fill the disk with it.
import type { OriginKind } from '../contracts/enums.ts'
import type { Contract } from '../spec/contract.ts'
import type { OperationDeps, Principal } from './operation.ts'
import type { RateLimiter } from './rate-limiter.ts'

interface DenialDeps extends Pick<OperationDeps, 'store' | 'now'> {
  readonly limiter: RateLimiter
  createTraceId(): string
  onError(error: unknown, traceId: string): void
}

/** Rows that one credential can cause in a minute. */
const MAX_ROWS = 60

/** Never rejects: a refusal stands also when it cannot be written down. */
export async function recordDenial(
  { contract, origin, principal }: { contract: Contract; origin: OriginKind; principal: Principal },
  deps: DenialDeps,
): Promise<void> {
  const { organizationId, userId: actor, credentialId } = principal
  const who = `${organizationId} ${credentialId}`
  if (deps.limiter.take({ name: 'denials', who, quota: MAX_ROWS }).isExceeded) return
  const { key } = contract.meta
  const [action = key] = contract.sideEffects.audit
  const row = { organizationId, actor, credentialId, origin, outcome: 'denied' as const, action, resource: key }
  try {
    await deps.store.appendAudit({ ...row, at: deps.now(), data: null })
  } catch (error) {
    deps.onError(error, deps.createTraceId())
  }
}
