// Store suite: API keys.
import { describe, expect, it } from 'vitest'
import type { NewKey } from '../store/key-verbs.ts'
import type { Store } from '../store/store.ts'
import { moment } from './log-of.ts'
import { type OpenStore, organizationId, page, record } from './store-fixture.ts'

const base: Omit<NewKey, 'keyId' | 'hash'> = {
  organizationId,
  userId: 'ada',
  name: 'Key',
  scopes: ['read', 'run'],
  hierarchy: 'a/b',
  plugin: { owner: 'acme', repository: 'reports', version: '2' },
  createdAt: moment(0),
  createdBy: 'root',
  expiresAt: moment(9000),
}
const fresh = { revokedAt: null, lastUsedAt: null }

function create(store: Store, keyId: string, change: Partial<NewKey> = {}, idempotencyKey: string | null = null) {
  const key = { ...base, keyId, hash: `hash of ${keyId}`, ...change }
  return store.createKey({ key, record: record(keyId, idempotencyKey) })
}

function revoke(
  store: Store,
  keyId: string,
  ms: number,
  idempotencyKey: string | null = null,
  tenant = organizationId,
) {
  const createRecord = () => record(keyId, idempotencyKey)
  return store.revokeKey({ organizationId: tenant, keyId, at: moment(ms), createRecord })
}

export function describeKeys(open: OpenStore): void {
  describe('API keys', () => {
    it('are found by the hash of their secret and by their id, with all they were made with', async () => {
      const { store } = await open()
      await create(store, 'key_1')
      await create(store, 'key_2', { hierarchy: null, plugin: null, expiresAt: null, organizationId: 'other' })
      expect(await store.getKey({ hash: 'hash of key_1' })).toEqual({ ...base, ...fresh, keyId: 'key_1' })
      const bare = { hierarchy: null, plugin: null, expiresAt: null, organizationId: 'other' }
      expect(await store.getKey({ keyId: 'key_2' })).toEqual({ ...base, ...fresh, ...bare, keyId: 'key_2' })
      expect(await store.getKey({ hash: 'hash of key_3' })).toBeNull()
      expect(await store.getKey({ keyId: 'key_3' })).toBeNull()
    })

    it('are listed newest first, of the tenant alone', async () => {
      const { store } = await open()
      for (const keyId of ['key_b', 'key_a', 'key_c']) await create(store, keyId)
      await create(store, 'key_d', { organizationId: 'other' })
      const { items, total } = await store.listKeys({ organizationId, ...page, limit: 2 })
      expect([items.map(({ keyId }) => keyId), total]).toEqual([['key_c', 'key_a'], 3])
    })

    it('are revoked once, in their own tenant, and each revocation is told after it is durable', async () => {
      const { store } = await open()
      await create(store, 'key_1')
      const told: string[] = []
      const stop = store.watchKeys((keyId) => told.push(keyId))
      expect(await revoke(store, 'key_1', 1000, null, 'other')).toEqual({ outcome: 'missing' })
      expect(await revoke(store, 'key_0', 1000)).toEqual({ outcome: 'missing' })
      expect(told).toEqual([])
      expect(await revoke(store, 'key_1', 2000)).toEqual({ outcome: 'revoked', at: moment(2000) })
      expect(await revoke(store, 'key_1', 3000)).toEqual({ outcome: 'revoked', at: moment(2000) })
      expect(await store.getKey({ keyId: 'key_1' })).toMatchObject({ revokedAt: moment(2000) })
      expect(told).toEqual(['key_1', 'key_1'])
      stop()
      await revoke(store, 'key_1', 4000)
      expect(told).toHaveLength(2)
    })

    it('are neither made nor revoked by a repeat of a call that has its reply', async () => {
      const { store } = await open()
      expect(await create(store, 'key_1', {}, 'again')).toEqual({ outcome: 'created' })
      expect(await create(store, 'key_2', {}, 'again')).toEqual({ outcome: 'replied' })
      expect(await revoke(store, 'key_1', 1000, 'again')).toEqual({ outcome: 'replied' })
      expect((await store.listKeys({ organizationId, ...page })).items).toMatchObject([{ keyId: 'key_1', ...fresh }])
    })

    it('remember when they were used', async () => {
      const { store } = await open()
      await create(store, 'key_1')
      await store.touchKey({ keyId: 'key_1', at: moment(5000) })
      expect(await store.getKey({ keyId: 'key_1' })).toMatchObject({ lastUsedAt: moment(5000) })
    })

    it('are there after the store is opened again', async () => {
      const { store, reopen } = await open()
      if (!reopen) return
      await create(store, 'key_1')
      await revoke(store, 'key_1', 1000)
      expect(await (await reopen()).getKey({ hash: 'hash of key_1' })).toMatchObject({ revokedAt: moment(1000) })
    })
  })
}
