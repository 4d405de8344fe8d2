// API keys: who has access with what rights, and taking it back.
import type { OutputFor } from 'errand/client'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Listing } from '../../components/listing.tsx'
import { Empty, Problem } from '../../components/states.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { formatAgo, formatMoment } from '../../lib/format.ts'
import { useCall, useCommand } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'
import { CreateKey } from './create-key.tsx'

type Key = OutputFor<'key.list'>['items'][number]

export function Keys() {
  const keys = useCall('key.list', { limit: 200 })
  const [isCreating, setCreating] = useState(false)
  const [revoked, setRevoked] = useState<Key | null>(null)
  const revoke = useCommand('key.revoke')
  const nowMs = useNow(10_000)
  const columns: readonly Column<Key>[] = [
    {
      name: 'Name',
      isWide: true,
      render: (key) => (
        <span className={isOver(key, nowMs) ? 'text-muted line-through' : 'font-medium'}>{key.name}</span>
      ),
    },
    { name: 'May', from: 'sm', render: ({ scopes }) => scopes.join(', ') },
    { name: 'State', render: (key) => renderState(key, nowMs) },
    {
      name: 'Last used',
      from: 'md',
      render: ({ lastUsedAt }) => (
        <span className="numeric text-muted">{lastUsedAt ? formatAgo(lastUsedAt, nowMs) : 'never'}</span>
      ),
    },
    {
      name: 'Made',
      from: 'sm',
      render: ({ createdAt, createdBy }) => (
        <span className="numeric text-muted">
          {formatMoment(createdAt).slice(0, 10)} by {createdBy}
        </span>
      ),
    },
    {
      name: 'Actions',
      render: (key) =>
        key.revokedAt === undefined && (
          <Button weight="quiet" aria-label={`Revoke ${key.name}`} onClick={() => setRevoked(key)}>
            Revoke
          </Button>
        ),
    },
  ]
  return (
    <>
      <div className="flex items-center justify-between gap-4 px-4 py-3">
        <p className="text-muted">A key lets a program or a person in, with few rights, until it is taken back.</p>
        <Button weight="primary" onClick={() => setCreating(true)}>
          New key
        </Button>
      </div>
      {revoke.error && <Problem error={revoke.error} />}
      <Listing answer={keys} empty={noKeys}>
        {(items) => <Table label="Keys" columns={columns} rows={items} keyOf={({ keyId }) => keyId} />}
      </Listing>
      {isCreating && <CreateKey onClose={() => setCreating(false)} />}
      {revoked && (
        <Confirm
          title={`Revoke ${revoked.name}?`}
          action="Revoke key"
          onConfirm={() => revoke.mutate({ keyId: revoked.keyId })}
          onClose={() => setRevoked(null)}
        >
          Whoever holds it is out at once, and for good. Runs that it started go on.
        </Confirm>
      )}
    </>
  )
}

const noKeys = (
  <Empty title="No keys yet" command="errand key create --name report --scopes read">
    Only the root token opens this server.
  </Empty>
)

function isOver({ revokedAt, expiresAt }: Key, nowMs: number): boolean {
  return revokedAt !== undefined || (expiresAt !== undefined && Date.parse(expiresAt) <= nowMs)
}

function renderState(key: Key, nowMs: number) {
  if (key.revokedAt !== undefined) return <span className="text-muted">revoked</span>
  if (isOver(key, nowMs)) return <span className="text-muted">expired</span>
  if (key.expiresAt === undefined) return <span className="text-ok">active</span>
  return <span className="numeric text-ok">until {formatMoment(key.expiresAt).slice(0, 10)}</span>
}
