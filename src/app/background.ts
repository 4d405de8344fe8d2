// What goes on beside the runs of a process that works: deliveries of webhooks, and the sweep of the storage.
import { startStorageSweep } from '../engine/storage-sweep.ts'
import { deliverWebhooks, type WebhookDelivery } from '../engine/webhooks/deliver-webhooks.ts'
import type { Clock } from '../runtime/ports.ts'
import type { Store } from '../store/store.ts'
import { backgroundClock } from './clock.ts'
import type { Egress } from './egress.ts'
import { version } from './version.ts'

interface Settings {
  readonly retentionMs?: number | null
  readonly overrides?: { readonly clock?: Clock }
  onError(error: unknown, traceId: string | null): void
}

export function startBackground(options: Settings, store: Store, egress: Egress) {
  return { webhooks: startWebhooks(options, store, egress), sweep: startSweep(options, store) }
}

/** With a clock of its own, a test has no timers but those it asks for: then there is no sweep. */
function startSweep(options: Settings, store: Store): AsyncDisposable | null {
  if (options.overrides?.clock) return null
  const { retentionMs = null } = options
  const onError = (error: unknown) => options.onError(error, null)
  return startStorageSweep({ store, clock: backgroundClock, retentionMs, onError })
}

function startWebhooks(options: Settings, store: Store, egress: Egress): WebhookDelivery {
  const clock = options.overrides?.clock ?? backgroundClock
  const onError = (error: unknown) => options.onError(error, null)
  return deliverWebhooks({ ...egress, store, clock, userAgent: `errand/${version}`, onError })
}
