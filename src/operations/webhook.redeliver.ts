// Makes a delivery due at once; the engine sends it.
import { redeliver } from '../contracts/webhook.redeliver.ts'
import type { Delivery } from '../contracts/webhook.ts'
import type { DeliveryRow } from '../store/webhook-verbs.ts'
import { implement } from './operation.ts'
import { renderDelivery } from './render-webhook.ts'

export const again = implement(redeliver, {
  async run({ deliveryId }, deps, fail) {
    const { organizationId } = deps.principal
    const rendered: Delivery[] = []
    const createRecord = (row: DeliveryRow) => {
      const output = renderDelivery(row)
      rendered.push(output)
      return deps.record({ resource: deliveryId, output })
    }
    await deps.store.requeueDelivery({ organizationId, deliveryId, at: deps.now(), createRecord })
    return rendered.at(-1) ?? fail('DELIVERY_NOT_FOUND') // no record was made: there is no such delivery
  },
})
