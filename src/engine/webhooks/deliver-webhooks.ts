// Sends what the outbox holds. Each webhook has its own few places, so that one that is slow or dead holds up no other,
// and no run ever waits for any. What is under way when the process dies is due again when its lease ends.
import { Idle } from '../idle.ts'
import { settleDelivery } from '../../core/settle-delivery.ts'
import type { Store } from '../../store/store.ts'
import type { TakenDelivery } from '../../store/webhook-verbs.ts'
import { type SendDeps, sendWebhook } from './send-webhook.ts'

export interface WebhookDeps extends SendDeps {
  readonly store: Store
  readonly onError: (error: unknown) => void
}

export interface WebhookDelivery {
  /** Resolves when nothing is being sent and nothing is due. */
  whenIdle(): Promise<void>
  /** Takes nothing more; lets what is under way go on for `graceMs`. What is left is sent after the next start. */
  stop(params: { graceMs: number }): Promise<void>
}

/** Deliveries under way at the same time. */
const MAX_IN_FLIGHT = 100
const MAX_PER_WEBHOOK = 4
/** Longer than any attempt takes. */
const LEASE_MS = 30_000
/** Pause after the store has failed. */
const RETRY_MS = 1000

class WebhookWorker implements WebhookDelivery {
  readonly #deps: WebhookDeps
  /** Attempts under way, by webhook. */
  readonly #busy = new Map<string, number>()
  readonly #stopController = new AbortController()
  readonly #unwatch: () => void
  #inFlight = 0
  #isTaking = false
  /** Something may have fallen due while deliveries were taken. */
  #isAgain = false
  #isStopping = false
  #callOff: () => void = () => undefined
  readonly #idle = new Idle(() => this.#inFlight === 0 && !this.#isTaking)

  constructor(deps: WebhookDeps) {
    this.#deps = deps
    this.#unwatch = deps.store.watchDeliveries(() => void this.#take())
    void this.#take()
  }

  whenIdle(): Promise<void> {
    return this.#idle.wait()
  }

  async stop({ graceMs }: { graceMs: number }): Promise<void> {
    this.#isStopping = true
    this.#unwatch()
    this.#callOff()
    const callOff = this.#deps.clock.schedule(graceMs, () => this.#stopController.abort())
    await this.whenIdle()
    callOff()
  }

  async #take(): Promise<void> {
    this.#isAgain = true
    if (this.#isTaking) return
    this.#isTaking = true
    try {
      while (this.#isAgain && !this.#isStopping && this.#inFlight < MAX_IN_FLIGHT) {
        this.#isAgain = false
        await this.#takeDue()
      }
    } catch (error) {
      this.#deps.onError(error)
      this.#wakeIn(RETRY_MS)
    }
    this.#isTaking = false
    this.#idle.check()
  }

  async #takeDue(): Promise<void> {
    const { store, clock } = this.#deps
    const nowMs = clock.now()
    const { deliveries, nextAt } = await store.takeDeliveries({
      at: new Date(nowMs).toISOString(),
      leaseUntil: new Date(nowMs + LEASE_MS).toISOString(),
      busy: [...this.#busy.keys()],
      perWebhook: MAX_PER_WEBHOOK,
      limit: MAX_IN_FLIGHT - this.#inFlight,
    })
    for (const delivery of deliveries) void this.#deliver(delivery)
    if (nextAt !== null) this.#wakeIn(Date.parse(nextAt) - clock.now())
  }

  #wakeIn(delayMs: number): void {
    this.#callOff()
    if (!this.#isStopping) this.#callOff = this.#deps.clock.schedule(delayMs, () => void this.#take())
  }

  async #deliver(delivery: TakenDelivery): Promise<void> {
    const { webhookId } = delivery
    this.#inFlight += 1
    this.#busy.set(webhookId, (this.#busy.get(webhookId) ?? 0) + 1)
    try {
      await this.#attempt(delivery)
    } catch (error) {
      this.#deps.onError(error)
    }
    this.#inFlight -= 1
    const left = (this.#busy.get(webhookId) ?? 1) - 1
    if (left > 0) this.#busy.set(webhookId, left)
    else this.#busy.delete(webhookId)
    void this.#take()
  }

  async #attempt(delivery: TakenDelivery): Promise<void> {
    const { deliveryId, webhookId: resource, organizationId, event, attempts } = delivery
    const attempt = await sendWebhook(delivery, this.#deps, this.#stopController.signal)
    const { at, statusCode, error } = attempt
    if (statusCode === null && this.#stopController.signal.aborted) return
    const settlement = settleDelivery(attempts + 1, statusCode, at)
    const data = { deliveryId, event, resource: delivery.resource, attempts: attempts + 1, statusCode, error }
    const audit = { organizationId, actor: 'errand', action: 'webhook.failed', resource, at, data }
    const failed = settlement.status === 'failed' ? audit : null
    await this.#deps.store.settleDelivery({ deliveryId, attempts, attempt, ...settlement, audit: failed })
  }
}

/** Sends what is due, from now on. */
export function deliverWebhooks(deps: WebhookDeps): WebhookDelivery {
  return new WebhookWorker(deps)
}
