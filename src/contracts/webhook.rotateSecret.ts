// webhook.rotateSecret: gives a webhook another secret; for 24 hours deliveries carry both signatures.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { DateTime, Id } from './scalars.ts'
import { WEBHOOK_NOT_FOUND } from './webhook.ts'

export const rotateSecret = defineCommand({
  meta: {
    key: 'webhook.rotateSecret',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['webhook', 'rotateSecret'],
    description: 'Gives a webhook another secret and shows it, once.',
    goal: 'Change a secret without losing a delivery, or get one for the webhookUrl of an agent.',
    context: 'For 24 hours deliveries are signed with the secret before it too.',
  },
  io: {
    inputName: 'RotateSecretInput',
    outputName: 'RotateSecretOutput',
    input: z.strictObject({ webhookId: Id }),
    output: z.strictObject({ webhookId: Id, secret: z.string(), previousSecretUntil: DateTime }),
    errors: { WEBHOOK_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  isShownOnce: true,
  sideEffects: { emits: [], audit: ['webhook.secretRotated'] },
  acceptance: {
    scenarios: [
      {
        key: 'rotate-secret-unknown',
        given: ['The tenant has no such webhook'],
        when: ['An administrator names it'],
        then: ['WEBHOOK_NOT_FOUND is returned'],
        expects: { error: 'WEBHOOK_NOT_FOUND' },
        play: { input: { webhookId: 'nowhere' } },
      },
    ],
    examples: [
      {
        key: 'rotatesecret-basic',
        input: { webhookId: 'hook-123' },
        output: { webhookId: 'hook-123', secret: 'whsec_…', previousSecretUntil: '2026-01-06T09:00:00.000Z' },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/webhooks/{webhookId}/rotate-secret' },
  cli: { positionals: ['webhookId'] },
})
