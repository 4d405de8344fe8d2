// The filters of the list of runs.
import { useRef } from 'react'
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
      <SelectField label="Agent" options={agents} value={search.agent ?? ''} onChange={pick('agent')} />
      <SelectField label="Time" options={times} value={search.within ?? ''} onChange={pick('within')} />
      <TextField
        ref={first}
        type="search"
        label="Text of the message"
        placeholder="Text"
        className="w-44"
        value={search.text ?? ''}
        onChange={pick('text')}
      />
      <TextField
        label="Session"
        placeholder="Session"
        className="w-36"
        value={search.session ?? ''}
        onChange={pick('session')}
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
