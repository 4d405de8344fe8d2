// Lets a tool call run as it is or with other arguments, or refuses it with a reason that the model is told. No key alone
// decides: keys bring the focus to where Enter does.
import { type FormEvent, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { ExactJson } from '../../components/exact-text.tsx'
import { TextField } from '../../components/field.tsx'
import { JsonField } from '../../components/schema-form/json-field.tsx'
import { readObject } from '../../components/schema-form/list-schema-fields.ts'
import { Problem } from '../../components/states.tsx'
import { useActions } from '../../lib/actions.ts'
import { useCommand } from '../../lib/use-call.ts'
import type { DecisionForm } from './inbox-item.ts'

export function Approve({ item, onDecided }: DecisionForm) {
  const { runId, approvalId, input } = item
  const [edited, setEdited] = useState<unknown>(null)
  const [reason, setReason] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const why = useRef<HTMLInputElement>(null)
  const resolve = useCommand('agent.run.resolveApproval')
  const approve = (event: FormEvent) => {
    event.preventDefault()
    const given = edited !== null && { input: { ...readObject(edited) } }
    resolve.mutate({ runId, approvalId, decision: 'approve', ...given }, { onSuccess: onDecided })
  }
  const reject = (event: FormEvent) => {
    event.preventDefault()
    const given = reason !== '' && { reason }
    resolve.mutate({ runId, approvalId, decision: 'reject', ...given }, { onSuccess: onDecided })
  }
  useActions([
    {
      label: 'Go to approve',
      keys: 'a',
      run: () => form.current?.querySelector<HTMLElement>('[type=submit]')?.focus(),
    },
    { label: 'Go to reject', keys: 'x', run: () => why.current?.focus() },
    { label: 'Edit the arguments', keys: 'e', run: () => setEdited(input) },
  ])
  return (
    <>
      <form ref={form} onSubmit={approve} className="space-y-3">
        {edited === null ? (
          <ExactJson label="Arguments" value={input} />
        ) : (
          <JsonField label="Arguments" isRequired value={input} rows={8} onChange={setEdited} />
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button
            needs="agent.run.resolveApproval"
            type="submit"
            weight="primary"
            icon="check"
            disabled={resolve.isPending}
          >
            {edited === null ? 'Approve' : 'Approve with these arguments'}
          </Button>
          <Button weight="quiet" onClick={() => setEdited(edited === null ? input : null)}>
            {edited === null ? 'Edit the arguments' : 'Take them as they were'}
          </Button>
        </div>
      </form>
      {resolve.error && <Problem error={resolve.error} />}
      <form onSubmit={reject} className="flex flex-wrap items-end gap-2 border-t border-line pt-4">
        <div className="min-w-40 flex-1">
          <TextField
            ref={why}
            label="Why not? The agent is told."
            isLabelShown
            value={reason}
            maxLength={2000}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
        </div>
        <Button
          needs="agent.run.resolveApproval"
          type="submit"
          weight="danger"
          icon="close"
          disabled={resolve.isPending}
        >
          Reject
        </Button>
      </form>
    </>
  )
}
