// Makes a key, and shows its secret this one time.
import type { InputFor } from 'errand/client'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { Problem } from '../../components/states.tsx'
import { readText } from '../../lib/read-text.ts'
import { useCommand } from '../../lib/use-call.ts'
import { Secret } from './secret.tsx'

type Scope = InputFor<'key.create'>['scopes'][number]
const scopes: Readonly<Record<Scope, string>> = {
  read: 'read: see runs, agents, tools and spaces',
  run: 'run: start and steer runs, answer the inbox',
  admin: 'admin: change agents, tools, keys and webhooks',
}
const DAY_MS = 86_400_000

export function CreateKey({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly Scope[]>(['read'])
  const create = useCommand('key.create')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const days = Number(readText(form, 'days'))
    create.mutate({
      name: readText(form, 'name'),
      scopes: [...chosen],
      ...(days > 0 && { expiresAt: new Date(Date.now() + days * DAY_MS).toISOString() }),
    })
  }
  const toggle = (scope: Scope) =>
    setChosen(chosen.includes(scope) ? chosen.filter((other) => other !== scope) : [...chosen, scope])
  return (
    <Dialog title="New key" onClose={onClose}>
      {create.data ? (
        <Secret secret={create.data.secret} onClose={onClose} />
      ) : (
        <form onSubmit={submit} className="space-y-4 p-4">
          <TextField label="Name" isLabelShown name="name" required maxLength={100} autoFocus />
          <fieldset className="space-y-1.5">
            <legend className="mb-1 text-xs font-medium text-muted">It may</legend>
            {(Object.keys(scopes) as Scope[]).map((scope) => (
              <label key={scope} className="flex items-center gap-2">
                <input
                  type="checkbox"
                  className="size-3.5 accent-accent"
                  checked={chosen.includes(scope)}
                  onChange={() => toggle(scope)}
                />
                {scopes[scope]}
              </label>
            ))}
          </fieldset>
          <TextField
            label="Days until it expires; empty: never"
            isLabelShown
            name="days"
            type="number"
            min={1}
            max={3650}
          />
          {create.error && <Problem error={create.error} />}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" weight="primary" disabled={create.isPending || chosen.length === 0}>
              Make the key
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
