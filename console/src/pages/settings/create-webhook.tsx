// Subscribes an address, and shows the secret that signs what it gets this one time.
import { contracts } from 'errand/contracts'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { Problem } from '../../components/states.tsx'
import { readText } from '../../lib/read-text.ts'
import { useCommand } from '../../lib/use-call.ts'
import { Secret } from './secret.tsx'

const emissions = [
  ...new Set(Object.values(contracts).flatMap(({ sideEffects }) => sideEffects.emits.map(({ key }) => key))),
].sort()

export function CreateWebhook({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly string[]>(['run.completed', 'run.failed'])
  const create = useCommand('webhook.create')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const description = readText(form, 'description')
    create.mutate({ url: readText(form, 'url'), events: [...chosen], ...(description !== '' && { description }) })
  }
  const toggle = (key: string) =>
    setChosen(chosen.includes(key) ? chosen.filter((other) => other !== key) : [...chosen, key])
  return (
    <Dialog title="New webhook" onClose={onClose}>
      {create.data ? (
        <Secret secret={create.data.secret} onClose={onClose} />
      ) : (
        <form onSubmit={submit} className="space-y-4 p-4">
          <TextField label="Address" isLabelShown name="url" type="url" required placeholder="https://" autoFocus />
          <TextField label="What it is for" isLabelShown name="description" maxLength={1000} />
          <fieldset>
            <legend className="mb-1.5 text-xs font-medium text-muted">It is told of</legend>
            <div className="grid max-h-48 gap-x-4 gap-y-1.5 overflow-auto sm:grid-cols-2">
              {emissions.map((key) => (
                <label key={key} className="flex items-center gap-2">
                  <input
                    type="checkbox"
                    className="size-3.5 accent-accent"
                    checked={chosen.includes(key)}
                    onChange={() => toggle(key)}
                  />
                  {key}
                </label>
              ))}
            </div>
          </fieldset>
          {create.error && <Problem error={create.error} />}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" weight="primary" disabled={create.isPending || chosen.length === 0}>
              Make the webhook
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
