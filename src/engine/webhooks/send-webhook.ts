// One attempt to deliver: a signed POST, answered with any 2xx in time. Says what came of it and never throws.
import type { Clock } from '../../runtime/ports.ts'
import type { DeliveryAttempt, TakenDelivery } from '../../store/webhook-verbs.ts'
import { signWebhook } from './sign-webhook.ts'

export interface SendDeps {
  readonly clock: Clock
  /** Makes one request and follows no redirect. Rejects when the address may not be reached. */
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>
  /** What is wrong with an address by its text; null: nothing. */
  readonly findTargetFault: (url: string) => string | null
  readonly userAgent: string
}

const TIMEOUT_MS = 15_000
/** How much of an answer's body is read; reading it to the end lets the connection be used again. */
const MAX_BYTES = 64 * 1024

export async function sendWebhook(
  delivery: TakenDelivery,
  { clock, fetch, findTargetFault, userAgent }: SendDeps,
  stopSignal: AbortSignal,
): Promise<DeliveryAttempt> {
  const { deliveryId: id, url, secrets, body } = delivery
  const startedMs = clock.now()
  const timestamp = Math.floor(startedMs / 1000)
  const end = (statusCode: number | null, error: string | null): DeliveryAttempt => ({
    at: new Date(clock.now()).toISOString(),
    statusCode,
    error,
  })
  const fault = findTargetFault(url)
  if (fault !== null) return end(null, fault)
  const timeout = new AbortController()
  const callOff = clock.schedule(TIMEOUT_MS, () => timeout.abort())
  try {
    const response = await fetch(new URL(url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': userAgent,
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook({ id, timestamp, body }, secrets),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([timeout.signal, stopSignal]),
    })
    await drain(response)
    return end(response.status, response.ok ? null : describeStatus(response.status))
  } catch (error) {
    return end(null, timeout.signal.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : describeFailure(error))
  } finally {
    callOff()
  }
}

/** The status has arrived; what becomes of the body changes nothing. */
async function drain({ body }: Response): Promise<void> {
  const reader = body?.getReader()
  if (!reader) return
  try {
    for (let bytes = 0; bytes <= MAX_BYTES;) {
      const { done, value } = await reader.read()
      if (done) return
      bytes += value.length
    }
    await reader.cancel()
  } catch {
    return // broken off or too slow: nobody reads it
  }
}

function describeStatus(status: number): string {
  const isRedirect = status >= 300 && status < 400
  return `the receiver answered ${status}${isRedirect ? ', and redirects are not followed' : ''}`
}

/** The reason is in the cause: the fetch itself only says that it failed. */
function describeFailure(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return reason instanceof Error ? reason.message || reason.name : String(reason)
}
