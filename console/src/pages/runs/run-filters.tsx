// The filters of the list of runs.
import { type RefObject, useEffect, useRef } from 'react'
import { Button } from '../../components/button.tsx'
import { SelectField, TextField } from '../../components/field.tsx'
import { useActions } from '../../lib/actions.ts'
import { useCall } from '../../lib/use-call.ts'
import type { RunsSearch } from './route.ts'

const statuses = {
  '': 'Any status',
  open: 'In progress',
  running: 'Running',
  waiting: 'Waiting',
  done: 'Done',
  error: 'Error',
  cancelled: 'Cancelled',
} as const
const times = {
  '': 'Any time',
  '15m': 'Last 15 min',
  '1h': 'Last hour',
  '1d': 'Last day',
  '7d': 'Last 7 days',
} as const

const PAUSE_MS = 250

interface RunFiltersProps {
  readonly search: RunsSearch
  readonly onChange: (next: Partial<RunsSearch>) => void
}

export function RunFilters({ search, onChange }: RunFiltersProps) {
  const first = useRef<HTMLInputElement>(null)
  useActions([{ label: 'Filter the runs', keys: '/', run: () => first.current?.focus() }])
  const { data } = useCall('agent.list', { limit: 500 })
  const agents = { '': 'Any agent', ...Object.fromEntries((data?.items ?? []).map(({ id, name }) => [id, name])) }
  const pick = (name: keyof RunsSearch) => (event: { currentTarget: { value: string } }) =>
    onChange({ [name]: event.currentTarget.value || undefined })
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <>
      <SelectField label="Status" options={statuses} value={search.status ?? ''} onChange={pick('status')} />
      <SelectField
        label="Agent"
        className="sm:max-w-44"
        options={agents}
        value={search.agent ?? ''}
        onChange={pick('agent')}
      />
      <SelectField label="Time" options={times} value={search.within ?? ''} onChange={pick('within')} />
      <TextFilter
        field={first}
        label="Text of the message"
        placeholder="Text"
        value={search.text ?? ''}
        onChange={(text) => onChange({ text })}
      />
      <TextFilter
        label="Session"
        placeholder="Session"
        value={search.session ?? ''}
        onChange={(session) => onChange({ session })}
      />
      {isFiltered && (
        <Button
          weight="quiet"
          icon="close"
          onClick={() =>
            onChange({ status: undefined, agent: undefined, session: undefined, text: undefined, within: undefined })
          }
        >
          Clear
        </Button>
      )}
    </>
  )
}

interface TextFilterProps {
  readonly field?: RefObject<HTMLInputElement | null>
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onChange: (text: string | undefined) => void
}

/** Says what was written once the writer pauses. */
function TextFilter({ field, value, onChange, ...rest }: TextFilterProps) {
  const own = useRef<HTMLInputElement>(null)
  const input = field ?? own
  const timer = useRef(0)
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = value
  }, [input, value])
  return (
    <TextField
      ref={input}
      type="search"
      className="w-full sm:w-36"
      defaultValue={value}
      onChange={({ currentTarget }) => {
        clearTimeout(timer.current)
        timer.current = window.setTimeout(() => onChange(currentTarget.value.trim() || undefined), PAUSE_MS)
      }}
      {...rest}
    />
  )
}
