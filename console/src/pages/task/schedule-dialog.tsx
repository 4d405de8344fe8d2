// Schedules a command, or makes the next version of a task, with the moments at which it would fire in view.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { InputFor } from 'errand/client'
import { type FormEvent, useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { SelectField, TextField, fieldLook } from '../../components/field.tsx'
import { FormEnd } from '../../components/form-end.tsx'
import { readText } from '../../lib/read-text.ts'
import { clientAt, type Task } from '../tasks/task-calls.ts'
import { catchUpWords, overlapWords } from '../tasks/words.ts'
import { NextFires } from './next-fires.tsx'
import { PolicyFields, readPolicy } from './policy-fields.tsx'
import { createTiming, readTiming, type Timing, TimingFields } from './timing-fields.tsx'

const overlaps = { skip: 'Skip', allow: 'Allow', queue: 'Queue', 'cancel-previous': 'Cancel the one before' } as const
const catchUps = { one: 'Once', none: 'Not at all', all: 'Each' } as const
const firstCommand = ['agent', 'run', 'execute', '--agent-id', 'docs', '--input', '{"message":"What is new?"}']

interface ScheduleDialogProps {
  /** null: a new one. */
  readonly task: Task | null
  readonly onClose: () => void
}

export function ScheduleDialog({ task, onClose }: ScheduleDialogProps) {
  const [timing, setTiming] = useState<Timing>(() => createTiming(task))
  const [overlap, setOverlap] = useState(task?.overlap ?? 'skip')
  const [catchUp, setCatchUp] = useState(task?.catch_up ?? 'one')
  const [policy, setPolicy] = useState(() => readPolicy(task))
  const queries = useQueryClient()
  const schedule = useMutation({
    mutationFn: (input: InputFor<'tasks.schedule'>) =>
      clientAt(task?.agent_instance_hierarchy ?? null).tasks.schedule(input),
    onSuccess: async () => {
      onClose()
      await queries.invalidateQueries()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    schedule.mutate({
      name: task?.name ?? readText(form, 'name'),
      description: readText(form, 'description'),
      command: readText(form, 'command').split('\n'),
      ...readTiming(timing),
      overlap,
      catch_up: catchUp,
      ...policy,
      ...(task && { overwrite: true, keep_phase: true }),
    })
  }
  return (
    <Dialog title={task ? `Edit ${task.name}` : 'New task'} onClose={onClose} className="max-w-2xl">
      <form onSubmit={submit} className="max-h-[75vh] space-y-4 overflow-auto p-4">
        <div className="grid gap-3 sm:grid-cols-2">
          {!task && <TextField label="Name" isLabelShown name="name" required maxLength={100} autoFocus />}
          <TextField
            label="What it is for"
            isLabelShown
            name="description"
            maxLength={1000}
            defaultValue={task?.description ?? ''}
          />
        </div>
        <label className="flex flex-col gap-1">
          <span className="text-xs font-medium text-muted">Command: what follows errand, one word a line</span>
          <textarea
            name="command"
            required
            spellCheck={false}
            rows={5}
            className={`${fieldLook} field-sizing-content h-auto py-1 font-mono text-xs leading-5`}
            defaultValue={(task?.command ?? firstCommand).join('\n')}
          />
        </label>
        <TimingFields timing={timing} onChange={setTiming} />
        <NextFires timing={timing} />
        <div className="grid gap-3 sm:grid-cols-2">
          <Choice
            label="While one is under way"
            options={overlaps}
            value={overlap}
            onChange={setOverlap}
            words={overlapWords}
          />
          <Choice
            label="Make up for missed times"
            options={catchUps}
            value={catchUp}
            onChange={setCatchUp}
            words={catchUpWords}
          />
        </div>
        <PolicyFields policy={policy} onChange={setPolicy} />
        {task && (
          <p className="text-wait">
            This makes version {task.version + 1}; the one before never fires again, and its logs stay.
          </p>
        )}
        <FormEnd
          action={task ? 'Make the next version' : 'Schedule'}
          error={schedule.error}
          isDisabled={schedule.isPending}
          onClose={onClose}
        />
      </form>
    </Dialog>
  )
}

interface ChoiceProps<Name extends string> {
  readonly label: string
  readonly options: Readonly<Record<Name, string>>
  readonly words: Readonly<Record<Name, string>>
  readonly value: Name
  readonly onChange: (value: Name) => void
}

function Choice<Name extends string>({ label, options, words, value, onChange }: ChoiceProps<Name>) {
  return (
    <div>
      <SelectField
        label={label}
        isLabelShown
        options={options}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value as Name)}
      />
      <p className="mt-1 text-xs text-muted">{words[value]}</p>
    </div>
  )
}
