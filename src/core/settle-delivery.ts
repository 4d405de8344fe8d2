// What becomes of a delivery after an attempt: done, tried again later, or given up.
import type { DeliveryStatus } from '../contracts/enums.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Pauses after the first failed attempt, the second, …; after the one that follows the last pause it is given up. */
const PAUSES_MS = [5000, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 10 * HOUR_MS] as const
/** How a receiver says that it wants no more of this. */
const GONE = 410

export interface DeliverySettlement {
  readonly status: DeliveryStatus
  /** null unless pending. */
  readonly nextAttemptAt: string | null
}

/** `attempts` counts this one; `statusCode` null: there was no answer. */
export function settleDelivery(attempts: number, statusCode: number | null, at: string): DeliverySettlement {
  if (statusCode !== null && statusCode >= 200 && statusCode < 300) return { status: 'delivered', nextAttemptAt: null }
  const pauseMs = PAUSES_MS[attempts - 1]
  if (pauseMs === undefined || statusCode === GONE) return { status: 'failed', nextAttemptAt: null }
  return { status: 'pending', nextAttemptAt: new Date(Date.parse(at) + pauseMs).toISOString() }
}
