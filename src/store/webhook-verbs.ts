// The verbs of the Store port about webhooks and the outbox of their deliveries. An emission and the deliveries that
// follow from it are written in one transaction.
import type { DeliveryStatus } from '../contracts/enums.ts'
import type { ChangeResult, CommandRecord, NewAudit, Page, PageParams } from './record.ts'

export interface WebhookRow {
  readonly webhookId: string
  readonly organizationId: string
  readonly url: string
  /** Keys of emissions; `*` is all of them. */
  readonly events: readonly string[]
  readonly description: string | null
  /** Of the `webhookUrl` of an agent: gets the whole run at the end of each of that agent's, and no emissions. */
  readonly agentId: string | null
  readonly createdAt: string
  /** userId of who made it. */
  readonly createdBy: string
  readonly updatedAt: string
  readonly previousSecretUntil: string | null
}

export type NewWebhook = Omit<WebhookRow, 'agentId' | 'updatedAt' | 'previousSecretUntil'> & { readonly secret: string }

/** What `webhookUrl` makes of an agent's webhook. The id and the secret are those of a new one, should it have none yet. */
export interface AgentWebhook {
  readonly webhookId: string
  readonly secret: string
  /** Empty: the agent has none. */
  readonly url: string
}

export interface WebhookChange {
  readonly url?: string
  readonly events?: readonly string[]
  readonly description?: string
  /** The one before stays valid until then, ISO-8601 UTC. */
  readonly secret?: { readonly next: string; readonly previousUntil: string }
}

export interface DeliveryRow {
  readonly deliveryId: string
  readonly webhookId: string
  /** Key of the emission. */
  readonly event: string
  readonly resource: string
  readonly status: DeliveryStatus
  readonly attempts: number
  readonly createdAt: string
  /** null unless pending. */
  readonly nextAttemptAt: string | null
  readonly lastAttemptAt: string | null
  readonly lastStatusCode: number | null
  readonly lastError: string | null
}

/** A delivery that one worker holds until its lease ends. */
export interface TakenDelivery {
  readonly deliveryId: string
  readonly webhookId: string
  readonly organizationId: string
  readonly event: string
  readonly resource: string
  readonly url: string
  /** Newest first. */
  readonly secrets: readonly string[]
  readonly body: string
  /** Attempts made before. */
  readonly attempts: number
}

/** How an attempt of a delivery ended. */
export interface DeliveryAttempt {
  readonly at: string
  readonly statusCode: number | null
  readonly error: string | null
}

/** **Contract:** as of the whole Store. */
export interface WebhookVerbs {
  createWebhook(params: { webhook: NewWebhook; record: CommandRecord }): Promise<{
    readonly outcome: 'created' | 'replied'
  }>
  getWebhook(params: { organizationId: string; webhookId: string }): Promise<WebhookRow | null>
  /** Newest first. A null filter selects everything. */
  listWebhooks(params: { organizationId: string; agentId: string | null } & PageParams): Promise<Page<WebhookRow>>
  changeWebhook(params: {
    organizationId: string
    webhookId: string
    change: WebhookChange
    at: string
    createRecord: (changed: WebhookRow) => CommandRecord
  }): Promise<ChangeResult<WebhookRow, never>>
  /** Deletes the webhook and its deliveries. */
  deleteWebhook(params: { organizationId: string; webhookId: string; record: CommandRecord }): Promise<{
    readonly outcome: 'deleted' | 'missing' | 'replied'
  }>

  /** Newest first. A null filter selects everything. */
  listDeliveries(
    params: { organizationId: string; webhookId: string | null; status: DeliveryStatus | null } & PageParams,
  ): Promise<Page<DeliveryRow>>
  /** Makes a delivery due at `at`, as if nothing had been attempted. */
  requeueDelivery(params: {
    organizationId: string
    deliveryId: string
    at: string
    createRecord: (changed: DeliveryRow) => CommandRecord
  }): Promise<ChangeResult<DeliveryRow, never>>
  /**
   * Takes deliveries that are due at `at`, of all tenants, earliest first, at most `perWebhook` of each webhook that is not
   * `busy`. Unless it is settled, one that is taken is due again at `leaseUntil`. `nextAt` is when the next one falls due
   * after `at`; null: never.
   */
  takeDeliveries(params: {
    at: string
    leaseUntil: string
    busy: readonly string[]
    perWebhook: number
    limit: number
  }): Promise<{ readonly deliveries: TakenDelivery[]; readonly nextAt: string | null }>
  /** Writes how an attempt ended, unless the delivery has been settled since it was taken with that many `attempts`. */
  settleDelivery(params: {
    deliveryId: string
    attempts: number
    attempt: DeliveryAttempt
    status: DeliveryStatus
    nextAttemptAt: string | null
    /** null: none. */
    audit: NewAudit | null
  }): Promise<void>
  /** Calls `listener` after each commit that may have made deliveries due. Returns the way to stop. */
  watchDeliveries(listener: () => void): () => void
}
