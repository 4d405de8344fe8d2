// The signature of Standard Webhooks (https://www.standardwebhooks.com), version 1.
import { createHmac } from 'node:crypto'

export interface Signed {
  readonly id: string
  /** Unix seconds of the attempt. */
  readonly timestamp: number
  readonly body: string
}

/** One signature for each secret (`whsec_` and base64), separated by spaces. */
export function signWebhook({ id, timestamp, body }: Signed, secrets: readonly string[]): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
    })
    .join(' ')
}
