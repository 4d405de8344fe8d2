// API keys: made, found by the hash of their secret, revoked once and never deleted.
import type { DatabaseSync } from 'node:sqlite'
import type { Scope } from '../../contracts/enums.ts'
import type { Plugin } from '../../contracts/key.ts'
import type { KeyRow, KeyVerbs, NewKey } from '../key-verbs.ts'
import type { CommandRecord } from '../record.ts'
import type { CommitQueue } from './commit-queue.ts'
import { read } from './describe-failure.ts'
import { preparePage } from './prepare-page.ts'
import type { SqlRow } from './rows.ts'
import type { Records } from './write-record.ts'

export function prepareApiKeys(db: DatabaseSync, queue: CommitQueue, records: Records): KeyVerbs {
  const insert = db.prepare(`
    INSERT INTO api_keys (id, organization_id, hash, user_id, name, scopes, hierarchy, plugin, created_at, created_by, expires_at)
    VALUES (:keyId, :organizationId, :hash, :userId, :name, :scopes, :hierarchy, :plugin, :createdAt, :createdBy, :expiresAt)`)
  const page = preparePage(db, 'FROM api_keys WHERE organization_id = :organizationId', 'ORDER BY n DESC')
  const findByHash = db.prepare('SELECT * FROM api_keys WHERE hash = ?')
  const findById = db.prepare('SELECT * FROM api_keys WHERE id = ?')
  const revoke = db.prepare(
    'UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE organization_id = ? AND id = ? RETURNING revoked_at',
  )
  const touch = db.prepare('UPDATE api_keys SET last_used_at = ? WHERE id = ?')
  const listeners = new Set<(keyId: string) => void>()

  const create = (key: NewKey, record: CommandRecord) => {
    if (!records.isFree(record)) return { outcome: 'replied' } as const
    const { scopes, plugin, ...columns } = key
    insert.run({ ...columns, scopes: JSON.stringify(scopes), plugin: plugin && JSON.stringify(plugin) })
    records.write(record)
    return { outcome: 'created' } as const
  }
  const end = ({ organizationId, keyId, at, createRecord }: Parameters<KeyVerbs['revokeKey']>[0]) => {
    if (!records.isFree(createRecord(at))) return { outcome: 'replied' } as const
    const row = revoke.get(at, organizationId, keyId)
    if (!row) return { outcome: 'missing' } as const
    const revokedAt = String(row['revoked_at'])
    records.write(createRecord(revokedAt))
    return { outcome: 'revoked', at: revokedAt } as const
  }
  return {
    createKey: ({ key, record }) => queue.run(() => create(key, record)),
    listKeys: (params) => read(() => page({ ...params }, readKey)),
    getKey: (which) =>
      read(() => {
        const row = 'hash' in which ? findByHash.get(which.hash) : findById.get(which.keyId)
        return row ? readKey(row) : null
      }),
    async revokeKey(params) {
      const result = await queue.run(() => end(params))
      if (result.outcome === 'revoked') for (const listener of listeners) listener(params.keyId)
      return result
    },
    touchKey: ({ keyId, at }) => queue.run(() => void touch.run(at, keyId)),
    watchKeys(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function readKey(row: SqlRow): KeyRow {
  const text = (name: string) => String(row[name])
  const textOrNull = (name: string) => (row[name] === null ? null : text(name))
  return {
    keyId: text('id'),
    organizationId: text('organization_id'),
    userId: text('user_id'),
    name: text('name'),
    scopes: JSON.parse(text('scopes')) as Scope[],
    hierarchy: textOrNull('hierarchy'),
    plugin: row['plugin'] === null ? null : (JSON.parse(text('plugin')) as Plugin),
    createdAt: text('created_at'),
    createdBy: text('created_by'),
    expiresAt: textOrNull('expires_at'),
    revokedAt: textOrNull('revoked_at'),
    lastUsedAt: textOrNull('last_used_at'),
  }
}
