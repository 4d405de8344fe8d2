// Starts a new run from an event of this one, with what is changed.
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { fieldLook, TextField } from '../../components/field.tsx'
import { FormEnd } from '../../components/form-end.tsx'
import { JsonField } from '../../components/schema-form/json-field.tsx'
import type { EventOf, RunView } from '../../lib/run-view.ts'
import { readText } from '../../lib/read-text.ts'
import { useCommand } from '../../lib/use-call.ts'

interface ForkRunProps {
  readonly view: RunView
  /** The event that is looked at. */
  readonly at: number
  readonly onClose: () => void
}

export function ForkRun({ view, at, onClose }: ForkRunProps) {
  const navigate = useNavigate()
  const fork = useCommand('agent.run.fork')
  const [output, setOutput] = useState<unknown>(undefined)
  const call = findCall(view, at)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const read = (name: string) => readText(data, name)
    const [message, instructions, model] = [read('message'), read('instructions'), read('model')]
    const input = { ...view.created?.data.input, message }
    fork.mutate(
      {
        runId: view.runId,
        at: Number(read('at')),
        ...(message !== '' && { input }),
        ...(instructions !== '' && { instructions }),
        ...(model !== '' && { model }),
        ...(call && output !== undefined && { toolOutputs: { [call.data.callId]: output } }),
      },
      {
        onSuccess: ({ runId }) => {
          onClose()
          void navigate({ to: '/runs/$runId', params: { runId } })
        },
      },
    )
  }
  return (
    <Dialog title="Fork this run" onClose={onClose} className="max-w-lg">
      <form className="space-y-3 p-4" onSubmit={submit}>
        <p className="text-muted">
          A new run takes over what was complete up to an event, without paying or doing it again, and goes on from
          there. What is left empty stays as it was.
        </p>
        <TextField
          label="From event"
          isLabelShown
          name="at"
          type="number"
          min={1}
          max={view.events.at(-1)?.seq}
          required
          defaultValue={at}
        />
        <TextArea label="Message" name="message" placeholder={view.created?.data.input.message ?? ''} />
        <TextArea label="Instructions" name="instructions" placeholder="Those of the agent" />
        <TextField
          label="Model"
          isLabelShown
          name="model"
          placeholder={view.created?.data.model}
          pattern="[^\/\s]+\/\S+"
          className="font-mono"
        />
        {call && (
          <JsonField
            label={`Output of ${call.data.toolName}`}
            hint="empty: as it was"
            value={output}
            onChange={setOutput}
          />
        )}
        <FormEnd action="Fork" icon="fork" error={fork.error} isDisabled={fork.isPending} onClose={onClose} />
      </form>
    </Dialog>
  )
}

function TextArea({ label, ...rest }: { label: string; name: string; placeholder: string }) {
  return (
    <label className="flex flex-col gap-1">
      <span className="text-xs font-medium text-muted">{label}</span>
      <textarea rows={2} className={`${fieldLook} h-auto py-1`} {...rest} />
    </label>
  )
}

/** The call that is looked at: its outcome can be another in the fork. */
function findCall(view: RunView, at: number): EventOf<'tool.started'> | undefined {
  const event = view.events.find(({ seq }) => seq === at)
  if (!event?.type.startsWith('tool.')) return undefined
  return view.events.find(
    (other): other is EventOf<'tool.started'> => other.type === 'tool.started' && other.spanId === event.spanId,
  )
}
