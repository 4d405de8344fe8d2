import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { verifyWebhook } from './verify-webhook.ts'

const secret = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`
const other = `whsec_${Buffer.from('another secret of that length, too').toString('base64')}`

function sign(at: Date, secrets = [secret]): Headers {
  const signature = secrets.map((each) => new Webhook(each).sign('dlv_1', at, '{"n":1}')).join(' ')
  const timestamp = String(Math.floor(at.getTime() / 1000))
  return new Headers({ 'webhook-id': 'dlv_1', 'webhook-timestamp': timestamp, 'webhook-signature': signature })
}

test('verify-webhook.ts believes what the official library signed, and nothing else', () => {
  const now = new Date()
  expect(verifyWebhook(sign(now), '{"n":1}', secret)).toBe(true)
  expect(verifyWebhook(sign(now, [other, secret]), '{"n":1}', secret)).toBe(true)
  expect(verifyWebhook(sign(now), '{"n":2}', secret)).toBe(false)
  expect(verifyWebhook(sign(now, [other]), '{"n":1}', secret)).toBe(false)
  expect(verifyWebhook(sign(new Date(now.getTime() - 360_000)), '{"n":1}', secret)).toBe(false)
  expect(verifyWebhook(new Headers(), '{"n":1}', secret)).toBe(false)
})
