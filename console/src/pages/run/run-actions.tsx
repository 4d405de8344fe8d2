// What can be done to a run: cancel it while it goes on; fork it, check its log, take it elsewhere.
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Menu } from '../../components/menu.tsx'
import { isOpen } from '../../components/status.tsx'
import { useActions } from '../../lib/actions.ts'
import { client } from '../../lib/client.ts'
import type { RunView } from '../../lib/run-view.ts'
import { useCommand } from '../../lib/use-call.ts'
import { CheckLog } from './check-log.tsx'
import { ForkRun } from './fork-run.tsx'

type Asked = 'cancel' | 'fork' | 'check' | null

const route = getRouteApi('/runs/$runId')

export function RunActions({ view }: { view: RunView }) {
  const { seq } = route.useSearch()
  const [asked, setAsked] = useState<Asked>(null)
  const [fault, setFault] = useState<string | null>(null)
  const cancel = useCommand('agent.run.cancel')
  const canCancel = isOpen(view.status)
  const close = () => setAsked(null)
  const download = () => {
    exportRun(view.runId).then(
      () => setFault(null),
      (error: unknown) => setFault(error instanceof Error ? error.message : String(error)),
    )
  }
  useActions([
    ...(canCancel ? [{ label: 'Cancel the run', keys: 'c', run: () => setAsked('cancel') }] : []),
    { label: 'Fork the run', keys: 'f', run: () => setAsked('fork') },
    { label: 'Check the log', run: () => setAsked('check') },
    { label: 'Export the run', run: download },
  ])
  const problem = cancel.error?.message ?? fault
  return (
    <>
      {problem !== null && (
        <span role="alert" className="text-bad">
          {problem}
        </span>
      )}
      {canCancel && (
        <Button
          needs="agent.run.cancel"
          weight="danger"
          icon="stop"
          disabled={cancel.isPending}
          onClick={() => setAsked('cancel')}
        >
          Cancel
        </Button>
      )}
      <Button needs="agent.run.fork" icon="fork" onClick={() => setAsked('fork')}>
        Fork
      </Button>
      <Menu
        label="More"
        items={[
          { label: 'Check the log', icon: 'audit', run: () => setAsked('check') },
          { label: 'Export as JSON', icon: 'download', run: download },
        ]}
      />
      {asked === 'cancel' && (
        <Confirm
          title="Cancel this run?"
          action="Cancel run"
          onConfirm={() => cancel.mutate({ runId: view.runId, reason: 'Cancelled in the console' })}
          onClose={close}
        >
          It never goes on. What its tools have done stays done, and a call that is under way is told to stop.
        </Confirm>
      )}
      {asked === 'fork' && <ForkRun view={view} at={seq ?? view.events.at(-1)?.seq ?? 1} onClose={close} />}
      {asked === 'check' && <CheckLog runId={view.runId} onClose={close} />}
    </>
  )
}

/** Saves the run as a file, which `errand replay FILE` reads. */
async function exportRun(runId: string): Promise<void> {
  const fixture = await client.agent.run.export({ runId })
  const url = URL.createObjectURL(new Blob([JSON.stringify(fixture, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${runId}.json`
  link.click()
  URL.revokeObjectURL(url)
}
