// Changes a webhook. What that of an agent is told of cannot be changed: it gets the runs of its agent.
import { updateWebhook } from '../contracts/webhook.update.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { WebhookRow } from '../store/webhook-verbs.ts'
import { checkEvents, checkUrl } from './check-webhook.ts'
import { implement } from './operation.ts'
import { renderWebhook } from './render-webhook.ts'

export const update = implement(updateWebhook, {
  async run({ webhookId, url, events, description }, deps, fail) {
    const { organizationId } = deps.principal
    const known = await deps.store.getWebhook({ organizationId, webhookId })
    if (!known) return fail('WEBHOOK_NOT_FOUND')
    if (url !== undefined) checkUrl(url, 'url', deps, fail)
    if (events !== undefined) checkEvents(events, deps, fail)
    if (events !== undefined && known.agentId !== null) {
      const message = `it gets the runs of agent "${known.agentId}"; make another webhook for emissions`
      fail('INPUT_INVALID', {
        detail: `/events: ${message}`,
        issues: [{ pointer: '/events', code: 'custom', message }],
      })
    }
    const at = deps.now()
    const change = omitAbsent({ url, events, description })
    const createRecord = (row: WebhookRow) => deps.record({ resource: webhookId, output: renderWebhook(row) })
    const result = await deps.store.changeWebhook({ organizationId, webhookId, change, at, createRecord })
    return renderWebhook(result.outcome === 'changed' ? result.row : known)
  },
})
