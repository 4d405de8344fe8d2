// Reads what changed in the sources of a space, shows how far that is, and tells what it was.
import type { OutputFor } from 'errand/client'
import { Button } from '../../components/button.tsx'
import { useActions } from '../../lib/actions.ts'
import { formatAgo, formatCount } from '../../lib/format.ts'
import { useCall, useCommand } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'
import type { Space } from './space.ts'

const SYNCING_MS = 300
/** A sync may also be started elsewhere, or by a change of a file. */
const EVERY_MS = 5000

export function SyncSpace({ space }: { space: Space }) {
  const sync = useCommand('context.sync')
  const nowMs = useNow(10_000)
  const everyMs = (now: Space | undefined) => (sync.isPending || now?.syncing ? SYNCING_MS : EVERY_MS)
  const { data = space } = useCall('context.get', { contextSpaceId: space.id }, { everyMs })
  const isSyncing = sync.isPending || data.syncing !== undefined
  const start = () => sync.mutate({ contextSpaceId: space.id })
  useActions([{ label: 'Sync the context space', keys: 's', run: start }])
  const last = data.lastSyncedAt ? `Synced ${formatAgo(data.lastSyncedAt, nowMs)}` : 'Never synced'
  return (
    <>
      {isSyncing ? (
        <Progress {...(data.syncing ?? { done: 0, total: 0 })} />
      ) : (
        <span role="status" className={`numeric text-xs ${sync.error ? 'text-bad' : 'text-muted'}`}>
          {sync.error?.message ?? (sync.data ? renderChanges(sync.data) : last)}
        </span>
      )}
      <Button needs="context.sync" disabled={isSyncing} onClick={start}>
        Sync
      </Button>
    </>
  )
}

/** Of files. A total of 0: they are being counted. */
function Progress({ done, total }: { done: number; total: number }) {
  return (
    <span className="numeric flex items-center gap-2 text-xs text-muted">
      {total === 0 ? 'Looking for files …' : `${formatCount(done)} of ${formatCount(total)} files`}
      <progress
        aria-label="Files that were looked at"
        className="meter w-24"
        {...(total > 0 && { value: done, max: total })}
      />
    </span>
  )
}

function renderChanges({ added, changed, removed, skipped, problems }: OutputFor<'context.sync'>): string {
  const told = [
    [added, 'added'],
    [changed, 'changed'],
    [removed, 'removed'],
    [skipped, 'as before'],
    [problems.length, problems.length === 1 ? 'problem' : 'problems'],
  ] as const
  const words = told.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`)
  return words.length === 0 ? 'Nothing there to read' : words.join(', ')
}
