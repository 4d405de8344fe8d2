// Gives a webhook another secret; the one before stays valid for a day.
import { rotateSecret } from '../contracts/webhook.rotateSecret.ts'
import { implement } from './operation.ts'

const BOTH_MS = 24 * 60 * 60 * 1000

export const rotate = implement(rotateSecret, {
  async run({ webhookId }, deps, fail) {
    const { organizationId } = deps.principal
    const at = deps.now()
    const previousUntil = new Date(Date.parse(at) + BOTH_MS).toISOString()
    const { secret: next } = deps.createWebhook()
    const change = { secret: { next, previousUntil } }
    const createRecord = () => deps.record({ resource: webhookId, output: null })
    const { outcome } = await deps.store.changeWebhook({ organizationId, webhookId, change, at, createRecord })
    if (outcome === 'missing') return fail('WEBHOOK_NOT_FOUND')
    if (outcome === 'replied')
      fail('SHOWN_ONCE', { detail: 'An earlier call made a secret and showed it; rotate again to get another.' })
    return { webhookId, secret: next, previousSecretUntil: previousUntil }
  },
})
