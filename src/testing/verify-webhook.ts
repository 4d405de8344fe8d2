// What the official verifier says of a delivery at a moment. It reads the date of the process: call `vi.useRealTimers()` afterwards.
import { Webhook as Verifier } from 'standardwebhooks'
import { vi } from 'vitest'
import type { Received } from './webhook-receiver.ts'

/** The body. Throws when the delivery is not to be believed. */
export function verify({ headers, body }: Received, secret: string, nowMs: number): unknown {
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs })
  const signed = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  return new Verifier(secret).verify(body, Object.fromEntries(signed))
}
