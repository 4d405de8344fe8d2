// Subscribes an address, and shows the secret that signs what it gets this one time.
import { type FormEvent, useState } from 'react'
import { CheckList } from '../../components/check-list.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { FormEnd } from '../../components/form-end.tsx'
import { readText } from '../../lib/read-text.ts'
import { useCall, useCommand } from '../../lib/use-call.ts'
import { Secret } from './secret.tsx'

export function CreateWebhook({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly string[]>(['run.completed', 'run.failed'])
  const { data: operations } = useCall('operation.list', { limit: 500 })
  const keys = (operations?.items ?? []).flatMap(({ emits }) => emits).sort()
  const emissions: Readonly<Record<string, string>> = Object.fromEntries(keys.map((key) => [key, key]))
  const create = useCommand('webhook.create')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const description = readText(form, 'description')
    create.mutate({ url: readText(form, 'url'), events: [...chosen], ...(description !== '' && { description }) })
  }
  return (
    <Dialog title="New webhook" onClose={onClose}>
      {create.data ? (
        <Secret secret={create.data.secret} onClose={onClose} />
      ) : (
        <form onSubmit={submit} className="space-y-4 p-4">
          <TextField label="Address" isLabelShown name="url" type="url" required placeholder="https://" autoFocus />
          <TextField label="What it is for" isLabelShown name="description" maxLength={1000} />
          <CheckList label="It is told of" options={emissions} chosen={chosen} onChange={setChosen} />
          <FormEnd
            action="Make the webhook"
            error={create.error}
            isDisabled={create.isPending || chosen.length === 0}
            onClose={onClose}
          />
        </form>
      )}
    </Dialog>
  )
}
