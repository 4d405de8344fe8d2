// What can be done to a run: cancel it while it goes on; check, export and fork it.
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { isOpen } from '../../components/status.tsx'
import { useActions } from '../../lib/actions.ts'
import type { RunView } from '../../lib/run-view.ts'
import { useCommand } from '../../lib/use-call.ts'

export function RunActions({ view }: { view: RunView }) {
  const [isAsking, setAsking] = useState(false)
  const cancel = useCommand('agent.run.cancel')
  const canCancel = isOpen(view.status)
  useActions(canCancel ? [{ label: 'Cancel the run', keys: 'c', run: () => setAsking(true) }] : [])
  return (
    <>
      {cancel.error && (
        <span role="alert" className="text-bad">
          {cancel.error.message}
        </span>
      )}
      {canCancel && (
        <Button weight="danger" icon="stop" disabled={cancel.isPending} onClick={() => setAsking(true)}>
          Cancel
        </Button>
      )}
      {isAsking && (
        <Confirm
          title="Cancel this run?"
          action="Cancel run"
          onConfirm={() => cancel.mutate({ runId: view.runId, reason: 'Cancelled in the console' })}
          onClose={() => setAsking(false)}
        >
          It never goes on. What its tools have done stays done, and a call that is under way is told to stop.
        </Confirm>
      )}
    </>
  )
}
