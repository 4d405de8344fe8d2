// What a command leaves besides its effect: the audit row, the emission and the reply for its Idempotency-Key.
import type { DatabaseSync } from 'node:sqlite'
import type { CommandRecord, NewAudit } from '../record.ts'
import type { Outbox } from './outbox.ts'

/** How long a reply answers for its key. */
export const REPLY_LIFE_MS = 24 * 60 * 60 * 1000

export interface Records {
  /** False when the key already has a reply: then nothing may be written. */
  isFree(record: CommandRecord): boolean
  write(record: CommandRecord): void
  appendAudit(audit: NewAudit): void
  getReply(params: { organizationId: string; key: string; at: string }): { requestHash: string; output: unknown } | null
}

export function prepareRecords(db: DatabaseSync, outbox: Outbox): Records {
  const insertAudit = db.prepare(
    `INSERT INTO audit (organization_id, actor, credential_id, origin, outcome, action, resource, at, data)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertReply = db.prepare(
    'INSERT OR REPLACE INTO replies (organization_id, key, request_hash, output, at) VALUES (?, ?, ?, ?, ?)',
  )
  const findReply = db.prepare(
    'SELECT request_hash, output FROM replies WHERE organization_id = ? AND key = ? AND at > ?',
  )

  const getReply: Records['getReply'] = ({ organizationId, key, at }) => {
    const oldest = new Date(Date.parse(at) - REPLY_LIFE_MS).toISOString()
    const row = findReply.get(organizationId, key, oldest)
    return row ? { requestHash: String(row['request_hash']), output: JSON.parse(String(row['output'])) } : null
  }
  const appendAudit = ({ organizationId, actor, action, resource, at, data, ...row }: NewAudit) => {
    const { credentialId = null, origin = null, outcome = 'done' } = row
    const text = data && JSON.stringify(data)
    insertAudit.run(organizationId, actor, credentialId, origin, outcome, action, resource, at, text)
  }
  return {
    getReply,
    appendAudit,
    isFree: ({ reply }) => reply === null || getReply(reply) === null,
    write({ audit, reply, emission }) {
      appendAudit(audit)
      if (emission) outbox.emit(emission)
      if (!reply) return
      insertReply.run(reply.organizationId, reply.key, reply.requestHash, JSON.stringify(reply.output), reply.at)
    },
  }
}
