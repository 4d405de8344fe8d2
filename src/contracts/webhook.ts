// Webhooks and their deliveries on the wire. The secret is in no answer but those of `webhook.create` and `webhook.rotateSecret`.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { DeliveryStatus } from './enums.ts'
import { notFound } from './errors.ts'
import { Count, DateTime, Id } from './scalars.ts'

export const WebhookUrl = z.string().max(2000)
/** Keys of emissions, e.g. `run.completed`; `*` is all of them. */
export const WebhookEvents = z.array(z.string().min(1).max(200)).min(1).max(100)
export const WebhookDescription = z.string().max(1000)

export const Webhook = z.strictObject({
  webhookId: Id,
  organizationId: Id,
  url: z.string(),
  events: z.array(z.string()),
  description: WebhookDescription.optional(),
  /** The agent whose `webhookUrl` this is: it gets the whole run at the end of each. */
  agentId: Id.optional(),
  createdAt: DateTime,
  /** userId of who made it. */
  createdBy: Id,
  updatedAt: DateTime,
  /** Until then deliveries are signed with the secret before the last rotation too. */
  previousSecretUntil: DateTime.optional(),
})
export type Webhook = z.infer<typeof Webhook>

export const Delivery = z.strictObject({
  /** The `webhook-id` of every attempt. */
  deliveryId: Id,
  webhookId: Id,
  /** Key of the emission. */
  event: z.string(),
  /** Id of what it tells of. */
  resource: Id,
  status: DeliveryStatus,
  /** Attempts that were made. */
  attempts: Count,
  createdAt: DateTime,
  nextAttemptAt: DateTime.optional(),
  lastAttemptAt: DateTime.optional(),
  /** What the receiver answered; absent: nothing. */
  lastStatusCode: z.int().optional(),
  /** Why the last attempt failed. */
  lastError: z.string().optional(),
})
export type Delivery = z.infer<typeof Delivery>

nameSchemas({ Webhook, Delivery })

export const WEBHOOK_NOT_FOUND = notFound(
  'WEBHOOK_NOT_FOUND',
  'The specified webhook does not exist',
  'Webhook id is unknown in the tenant',
)

/** For examples of contracts. */
export const exampleWebhook: Webhook = {
  webhookId: 'hook-123',
  organizationId: 'default',
  url: 'https://hooks.example.com/errand',
  events: ['run.completed', 'run.failed'],
  createdAt: '2026-01-05T09:00:00.000Z',
  createdBy: 'root',
  updatedAt: '2026-01-05T09:00:00.000Z',
}

/** For examples of contracts. */
export const exampleDelivery: Delivery = {
  deliveryId: 'dlv-123',
  webhookId: 'hook-123',
  event: 'run.completed',
  resource: 'run-456',
  status: 'pending',
  attempts: 1,
  createdAt: '2026-01-05T09:00:00.000Z',
  nextAttemptAt: '2026-01-05T09:00:05.100Z',
  lastAttemptAt: '2026-01-05T09:00:00.100Z',
  lastStatusCode: 500,
  lastError: 'the receiver answered 500',
}
