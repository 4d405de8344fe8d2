// Makes a key, and shows its secret this one time.
import type { InputFor } from 'errand/client'
import { type FormEvent, useState } from 'react'
import { CheckList } from '../../components/check-list.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { FormEnd } from '../../components/form-end.tsx'
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
  return (
    <Dialog title="New key" onClose={onClose}>
      {create.data ? (
        <Secret secret={create.data.secret} onClose={onClose} />
      ) : (
        <form onSubmit={submit} className="space-y-4 p-4">
          <TextField label="Name" isLabelShown name="name" required maxLength={100} autoFocus />
          <CheckList label="It may" options={scopes} chosen={chosen} onChange={setChosen} />
          <TextField
            label="Days until it expires; empty: never"
            isLabelShown
            name="days"
            type="number"
            min={1}
            max={3650}
          />
          <FormEnd
            action="Make the key"
            error={create.error}
            isDisabled={create.isPending || chosen.length === 0}
            onClose={onClose}
          />
        </form>
      )}
    </Dialog>
  )
}
