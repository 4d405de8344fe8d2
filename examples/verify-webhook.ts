// Verifies a delivery: true when it was signed with this secret and is at most five minutes old.
import { createHmac, timingSafeEqual } from 'node:crypto'

export function verifyWebhook(headers: Headers, rawBody: string, secret: string): boolean {
  const [id, timestamp = ''] = ['webhook-id', 'webhook-timestamp'].map((name) => headers.get(name) ?? '')
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const own = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${rawBody}`).digest('base64')}`)
  const given = (headers.get('webhook-signature') ?? '').split(' ').map((signature) => Buffer.from(signature))
  return given.some((signature) => signature.length === own.length && timingSafeEqual(signature, own))
}
