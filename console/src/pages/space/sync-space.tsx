// Reads what changed in the sources of a space, and tells what that was.
import type { OutputFor } from 'errand/client'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { useActions } from '../../lib/actions.ts'
import { formatAgo, formatDuration } from '../../lib/format.ts'
import { useCommand } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'
import type { Space } from './space.ts'

export function SyncSpace({ space }: { space: Space }) {
  const sync = useCommand('context.sync')
  const [startedMs, setStartedMs] = useState(0)
  const nowMs = useNow(sync.isPending ? 200 : 10_000)
  const start = () => {
    setStartedMs(Date.now())
    sync.mutate({ contextSpaceId: space.id })
  }
  useActions([{ label: 'Sync the context space', keys: 's', run: start }])
  const last = space.lastSyncedAt ? `Synced ${formatAgo(space.lastSyncedAt, nowMs)}` : 'Never synced'
  return (
    <>
      <span role="status" className={`numeric text-xs ${sync.error ? 'text-bad' : 'text-muted'}`}>
        {sync.isPending
          ? `Reading the sources, ${formatDuration(nowMs - startedMs)} …`
          : (sync.error?.message ?? (sync.data ? renderChanges(sync.data) : last))}
      </span>
      <Button disabled={sync.isPending} onClick={start}>
        Sync
      </Button>
    </>
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
