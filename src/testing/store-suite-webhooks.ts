// Store suite: webhooks, and the outbox of their deliveries.
import { describe, expect, it } from 'vitest'
import type { Store } from '../store/store.ts'
import type { NewWebhook, WebhookChange } from '../store/webhook-verbs.ts'
import { moment } from './log-of.ts'
import {
  cancel,
  completed,
  createRun,
  draft,
  type OpenStore,
  organizationId,
  page,
  record,
  startRun,
} from './store-fixture.ts'

const all = { organizationId, webhookId: null, status: null, ...page }

function create(store: Store, webhookId: string, change: Partial<NewWebhook> = {}, key: string | null = null) {
  const base = { organizationId, url: `https://${webhookId}.test/`, description: null, createdBy: 'root' }
  const webhook = { ...base, webhookId, events: ['*'], secret: `of ${webhookId}`, createdAt: moment(0), ...change }
  return store.createWebhook({ webhook, record: record(webhookId, key) })
}

function change(store: Store, webhookId: string, changed: WebhookChange, tenant = organizationId) {
  const createRecord = () => record(webhookId)
  return store.changeWebhook({ organizationId: tenant, webhookId, change: changed, at: moment(100), createRecord })
}

/** Makes one delivery for each webhook of the tenant that is told of it. */
function emit(store: Store, key = 'agent.created', resource = 'agent', tenant = organizationId) {
  const emission = { organizationId: tenant, key, resource, at: moment(0), payload: { n: 1 } }
  return store.recordCommand({ record: record(resource), emissions: [emission] })
}

function take(store: Store, atMs: number, options: { busy?: string[]; perWebhook?: number; limit?: number } = {}) {
  const lease = { at: moment(atMs), leaseUntil: moment(atMs + 30_000) }
  return store.takeDeliveries({ ...lease, busy: [], perWebhook: 10, limit: 100, ...options })
}

async function takeOne(store: Store, atMs: number) {
  const [delivery] = (await take(store, atMs)).deliveries
  if (!delivery) throw new Error('nothing is due')
  return delivery
}

const failedAttempt = { at: moment(50), statusCode: 500, error: 'the receiver answered 500' }

export function describeWebhooks(open: OpenStore): void {
  describe('webhooks', () => {
    it('are listed newest first, of the tenant alone, without their secrets', async () => {
      const { store } = await open()
      await create(store, 'hook_1', { description: 'Mine' })
      await create(store, 'hook_2')
      await create(store, 'hook_3', { organizationId: 'other' })
      const { items, total } = await store.listWebhooks({ organizationId, agentId: null, ...page })
      expect([items.map(({ webhookId }) => webhookId), total]).toEqual([['hook_2', 'hook_1'], 2])
      expect(await store.getWebhook({ organizationId, webhookId: 'hook_1' })).toEqual({
        webhookId: 'hook_1',
        organizationId,
        url: 'https://hook_1.test/',
        events: ['*'],
        description: 'Mine',
        agentId: null,
        createdAt: moment(0),
        createdBy: 'root',
        updatedAt: moment(0),
        previousSecretUntil: null,
      })
      expect(await store.getWebhook({ organizationId, webhookId: 'hook_3' })).toBeNull()
    })

    it('are changed and deleted in their own tenant only, and a repeat with a reply does nothing', async () => {
      const { store } = await open()
      await create(store, 'hook_1', {}, 'again')
      expect(await create(store, 'hook_2', {}, 'again')).toEqual({ outcome: 'replied' })
      expect(await change(store, 'hook_1', { url: 'https://x.test/' }, 'other')).toEqual({ outcome: 'missing' })
      expect(
        await change(store, 'hook_1', { url: 'https://x.test/', events: ['a.b'], description: 'New' }),
      ).toMatchObject({
        outcome: 'changed',
        row: { url: 'https://x.test/', events: ['a.b'], description: 'New', updatedAt: moment(100) },
      })
      const remove = (tenant: string, key: string | null = null) =>
        store.deleteWebhook({ organizationId: tenant, webhookId: 'hook_1', record: record('hook_1', key) })
      expect(await remove('other')).toEqual({ outcome: 'missing' })
      expect(await remove(organizationId, 'again')).toEqual({ outcome: 'replied' })
      expect(await remove(organizationId)).toEqual({ outcome: 'deleted' })
      expect(await remove(organizationId)).toEqual({ outcome: 'missing' })
    })

    it('of an agent is made, moved and removed with the agent, and there is one', async () => {
      const { store } = await open()
      await store.saveAgents({ organizationId, drafts: [draft('agent')], at: moment(0) })
      const set = async (webhookId: string, url: string) => {
        const webhook = { webhookId, secret: 'secret', url }
        const createRecord = () => record('agent')
        await store.changeAgent({ organizationId, agentId: 'agent', change: (agent) => agent, webhook, createRecord })
        const { items } = await store.listWebhooks({ organizationId, agentId: 'agent', ...page })
        const agent = await store.getAgent({ organizationId, agentId: 'agent' })
        return [agent?.webhookUrl, ...items.map((row) => [row.webhookId, row.url])]
      }
      expect(await set('hook_1', 'https://a.test/')).toEqual(['https://a.test/', ['hook_1', 'https://a.test/']])
      expect(await set('hook_2', 'https://b.test/')).toEqual(['https://b.test/', ['hook_1', 'https://b.test/']])
      expect(await set('hook_3', '')).toEqual([null])
      expect(await set('hook_4', '')).toEqual([null])
    })
  })

  describe('deliveries', () => {
    it('are made with the emission, for those who are told of it, in the tenant', async () => {
      const { store } = await open()
      await create(store, 'hook_1', { events: ['agent.created', 'run.completed'] })
      await create(store, 'hook_2')
      await create(store, 'hook_3', { events: ['run.completed'] })
      await create(store, 'hook_4', { organizationId: 'other' })
      let told = 0
      const stop = store.watchDeliveries(() => (told += 1))
      await emit(store)
      expect(told).toBe(1)
      await emit(store, 'agent.updated', 'agent', 'third')
      expect(told).toBe(1)
      stop()
      const { deliveries } = await take(store, 10)
      expect(deliveries.map(({ webhookId }) => webhookId).sort()).toEqual(['hook_1', 'hook_2'])
      expect(JSON.parse(deliveries[0]?.body ?? '')).toEqual({
        type: 'agent.created',
        timestamp: moment(0),
        data: { n: 1 },
      })
      expect(new Set(deliveries.map(({ deliveryId }) => deliveryId)).size).toBe(2)
    })

    it('of an ended run are made in the transaction of its end, once, and hold the whole run for its agent', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await createRun(store, 'run_2')
      const webhook = { webhookId: 'hook_1', secret: 'secret', url: 'https://a.test/' }
      const createRecord = () => record('agent')
      await store.changeAgent({ organizationId, agentId: 'agent', change: (agent) => agent, webhook, createRecord })
      await create(store, 'hook_2', { events: ['run.completed'] })
      await store.appendEvents({ runId: 'run_1', epoch, events: [completed] })
      await store.appendEvents({ runId: 'run_1', epoch, events: [completed] })
      await cancel(store, 'run_2')
      const { deliveries } = await take(store, 10_000)
      const bodies = deliveries.map(({ webhookId, event, body }) => [webhookId, event, JSON.parse(body) as unknown])
      expect(bodies.sort((a, b) => String(a).localeCompare(String(b)))).toMatchObject([
        ['hook_1', 'run.cancelled', { id: 'run_2', status: 'error', error: { code: 'cancelled' } }],
        ['hook_1', 'run.completed', { id: 'run_1', status: 'done', resultData: { result: 'Hi' } }],
        ['hook_2', 'run.completed', { type: 'run.completed', data: { id: 'run_1', status: 'done' } }],
      ])
    })

    it('are taken under a lease, and are due again when it ends', async () => {
      const { store } = await open()
      await create(store, 'hook_1')
      await emit(store)
      const taken = await take(store, 10)
      expect([taken.deliveries.length, taken.nextAt]).toEqual([1, moment(30_010)])
      expect((await take(store, 30_009)).deliveries).toEqual([])
      expect(await takeOne(store, 30_010)).toEqual(taken.deliveries[0])
    })

    it('that wait for one webhook leave room for those of others', async () => {
      const { store } = await open()
      await create(store, 'hook_1', { events: ['agent.created'] })
      await create(store, 'hook_2', { events: ['agent.updated'] })
      for (let n = 0; n < 5; n += 1) await emit(store)
      await emit(store, 'agent.updated')
      const names = async (options: Parameters<typeof take>[2]) =>
        (await take(store, 10, options)).deliveries.map(({ webhookId }) => webhookId).sort()
      expect(await names({ perWebhook: 2 })).toEqual(['hook_1', 'hook_1', 'hook_2'])
      expect(await names({ busy: ['hook_1'] })).toEqual([])
      expect(await names({ limit: 1 })).toEqual(['hook_1'])
    })

    it('are settled once: an attempt that ends late changes nothing', async () => {
      const { store } = await open()
      await create(store, 'hook_1')
      await emit(store)
      const { deliveryId } = await takeOne(store, 10)
      const audit = {
        organizationId,
        actor: 'errand',
        action: 'webhook.failed',
        resource: 'hook_1',
        at: moment(1),
        data: null,
      }
      const settle = (attempts: number, status: 'pending' | 'failed', nextMs: number | null) => {
        const nextAttemptAt = nextMs === null ? null : moment(nextMs)
        const failure = status === 'failed' ? audit : null
        return store.settleDelivery({
          deliveryId,
          attempts,
          attempt: failedAttempt,
          status,
          nextAttemptAt,
          audit: failure,
        })
      }
      await settle(0, 'pending', 5000)
      await settle(0, 'failed', null)
      const shown = { attempts: 1, nextAttemptAt: moment(5000), lastStatusCode: 500, lastAttemptAt: moment(50) }
      expect((await store.listDeliveries(all)).items).toMatchObject([{ status: 'pending', ...shown }])
      expect((await take(store, 4999)).deliveries).toEqual([])
      expect(await takeOne(store, 5000)).toMatchObject({ attempts: 1 })
      await settle(1, 'failed', null)
      expect((await take(store, 900_000)).deliveries).toEqual([])
      expect(await store.listDeliveries({ ...all, status: 'failed' })).toMatchObject({ total: 1 })
      expect((await store.listAudit({ organizationId, resource: 'hook_1', ...page })).items.at(-1)).toMatchObject(audit)
    })

    it('that were given up can be sent again, under the same id, in their own tenant', async () => {
      const { store } = await open()
      await create(store, 'hook_1')
      await emit(store)
      const { deliveryId } = await takeOne(store, 10)
      const settled = { attempt: failedAttempt, status: 'failed' as const, nextAttemptAt: null, audit: null }
      await store.settleDelivery({ deliveryId, attempts: 0, ...settled })
      const createRecord = () => record(deliveryId, 'again')
      const again = (tenant: string) =>
        store.requeueDelivery({ organizationId: tenant, deliveryId, at: moment(100), createRecord })
      expect(await again('other')).toEqual({ outcome: 'missing' })
      expect(await again(organizationId)).toMatchObject({ outcome: 'changed', row: { status: 'pending', attempts: 0 } })
      expect(await again(organizationId)).toEqual({ outcome: 'replied' })
      expect(await takeOne(store, 100)).toMatchObject({ deliveryId, attempts: 0 })
    })

    it('carry the secret before the last rotation until it ends', async () => {
      const { store } = await open()
      await create(store, 'hook_1')
      await emit(store)
      await change(store, 'hook_1', { secret: { next: 'next', previousUntil: moment(40_000) } })
      expect((await takeOne(store, 10)).secrets).toEqual(['next', 'of hook_1'])
      expect((await takeOne(store, 40_010)).secrets).toEqual(['next'])
    })

    it('go with their webhook, and settled ones with the retention', async () => {
      const { store } = await open()
      await create(store, 'hook_1', { events: ['agent.created'] })
      await create(store, 'hook_2', { events: ['agent.updated'] })
      await emit(store)
      await emit(store, 'agent.updated')
      await emit(store, 'agent.updated')
      const [delivery] = (await take(store, 10, { busy: ['hook_1'], limit: 1 })).deliveries
      const settled = { attempt: failedAttempt, status: 'delivered' as const, nextAttemptAt: null, audit: null }
      await store.settleDelivery({ deliveryId: delivery?.deliveryId ?? '', attempts: 0, ...settled })
      await store.pruneRuns({ endedBefore: moment(1), limit: 10, at: moment(0) })
      const left = async () => (await store.listDeliveries(all)).items.map(({ webhookId }) => webhookId)
      expect(await left()).toEqual(['hook_2', 'hook_1'])
      await store.deleteWebhook({ organizationId, webhookId: 'hook_2', record: record('hook_2') })
      expect(await left()).toEqual(['hook_1'])
    })

    it('are there after the store is opened again', async () => {
      const { store, reopen } = await open()
      if (!reopen) return
      await create(store, 'hook_1')
      await emit(store)
      const { deliveryId } = await takeOne(store, 10)
      expect(await takeOne(await reopen(), 40_000)).toMatchObject({ deliveryId })
    })
  })
}
