// What goes on beside the runs of a process that works: deliveries of webhooks, the sweep of the storage,
// and watching the folders of context spaces.
import { startStorageSweep } from '../engine/storage-sweep.ts'
import { deliverWebhooks, type WebhookDelivery } from '../engine/webhooks/deliver-webhooks.ts'
import type { Clock } from '../runtime/ports.ts'
import type { SpaceKeeper } from '../spaces/space-keeper.ts'
import { createSpaceWatcher, type SpaceWatcher } from '../spaces/space-watcher.ts'
import type { Store } from '../store/store.ts'
import { backgroundClock } from './clock.ts'
import type { Egress } from './egress.ts'
import { version } from './version.ts'

interface Settings {
  readonly retentionMs?: number | null
  readonly watchesContext?: boolean
  readonly overrides?: { readonly clock?: Clock }
  onError(error: unknown, traceId: string | null): void
}

interface Parts {
  readonly store: Store
  readonly egress: Egress
  readonly keeper: SpaceKeeper
}

export function startBackground(options: Settings, { store, egress, keeper }: Parts) {
  return {
    webhooks: startWebhooks(options, store, egress),
    sweep: startSweep(options, store),
    watcher: options.watchesContext ? startWatching(options, store, keeper) : null,
  }
}

/** One space after the other, so that a start with many does not hold up what else there is to do. */
function startWatching(options: Settings, store: Store, keeper: SpaceKeeper): SpaceWatcher {
  const clock = options.overrides?.clock ?? backgroundClock
  const onError = (error: unknown) => options.onError(error, null)
  const watcher = createSpaceWatcher({ keeper, onError, schedule: (ms, callback) => clock.schedule(ms, callback) })
  const watchAll = async () => {
    for (const key of await store.listSourcedSpaces()) await watcher.watch(key)
  }
  keeper.onSynced(
    ({ organizationId, contextSpaceId }) => void watcher.watch({ organizationId, contextSpaceId }).catch(onError),
  )
  void watchAll().catch(onError)
  return watcher
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
