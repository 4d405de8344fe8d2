// Webhooks and deliveries as answers show them.
import type { Delivery, Webhook } from '../contracts/webhook.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { DeliveryRow, WebhookRow } from '../store/webhook-verbs.ts'

export function renderWebhook(row: WebhookRow): Webhook {
  return { ...omitAbsent(row), events: [...row.events] }
}

export function renderDelivery(row: DeliveryRow): Delivery {
  return omitAbsent(row)
}
