// Says what became of a call whose outcome a crash left unknown.
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { ExactJson } from '../../components/exact-text.tsx'
import { TextField } from '../../components/field.tsx'
import { JsonField } from '../../components/schema-form/json-field.tsx'
import { Problem } from '../../components/states.tsx'
import { useCommand } from '../../lib/use-call.ts'
import type { DecisionForm } from './inbox-item.ts'

const outcomes = { completed: 'It was done', failed: 'It was not done' } as const
type Outcome = keyof typeof outcomes

export function Settle({ item, onDecided }: DecisionForm) {
  const { runId, callId, input } = item
  const [outcome, setOutcome] = useState<Outcome>('completed')
  const [output, setOutput] = useState<unknown>(undefined)
  const [message, setMessage] = useState('')
  const settle = useCommand('agent.run.settleTool')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const told = outcome === 'completed' ? output !== undefined && { output } : message !== '' && { message }
    settle.mutate({ runId, callId, outcome, ...told }, { onSuccess: onDecided })
  }
  return (
    <form onSubmit={submit} className="space-y-4">
      <ExactJson label="Arguments" value={input} />
      <fieldset className="flex flex-wrap gap-4">
        <legend className="mb-1 text-xs font-medium text-muted">Outcome</legend>
        {(Object.keys(outcomes) as Outcome[]).map((name) => (
          <label key={name} className="flex items-center gap-1.5">
            <input
              type="radio"
              name="outcome"
              className="accent-accent"
              checked={outcome === name}
              onChange={() => setOutcome(name)}
            />
            {outcomes[name]}
          </label>
        ))}
      </fieldset>
      {outcome === 'completed' ? (
        <JsonField
          label="What it returned"
          hint="the agent is told this; empty: nothing"
          value={output}
          onChange={setOutput}
        />
      ) : (
        <TextField
          label="What the agent is told"
          isLabelShown
          maxLength={2000}
          value={message}
          onChange={({ currentTarget }) => setMessage(currentTarget.value)}
        />
      )}
      {settle.error && <Problem error={settle.error} />}
      <Button needs="agent.run.settleTool" type="submit" weight="primary" icon="check" disabled={settle.isPending}>
        Let the run go on
      </Button>
    </form>
  )
}
