// What metrics are of: a time, a grouping, one agent, one model.
import { useState } from 'react'
import { SelectField, TextField } from '../../components/field.tsx'
import type { MetricsSearch } from './route.ts'

const times = {
  '1d': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  days: 'From day to day',
} as const
const groupings = { agent: 'By agent', model: 'By model' } as const

interface MetricsFiltersProps {
  readonly search: MetricsSearch
  readonly agentNames: Readonly<Record<string, string>>
  readonly models: readonly string[]
  readonly onChange: (next: { [K in keyof MetricsSearch]?: string | undefined }) => void
}

export function MetricsFilters({ search, agentNames, models, onChange }: MetricsFiltersProps) {
  const { within = '7d', by = 'agent', agent = '', model = '', from, to } = search
  const [isChoosing, setChoosing] = useState(false)
  const isDays = isChoosing || from !== undefined || to !== undefined
  const listed = (names: readonly string[], chosen: string) =>
    Object.fromEntries([...new Set([...names, ...(chosen ? [chosen] : [])])].map((name) => [name, name]))
  const day = (label: string, name: 'from' | 'to') => (
    <TextField
      type="date"
      label={label}
      value={search[name] ?? ''}
      onChange={({ currentTarget }) => onChange({ [name]: currentTarget.value || undefined, within: undefined })}
    />
  )
  return (
    <>
      <SelectField
        label="Time"
        options={times}
        value={isDays ? 'days' : within}
        onChange={({ currentTarget: { value } }) => {
          setChoosing(value === 'days')
          const isDefault = value === 'days' || value === '7d'
          onChange({ from: undefined, to: undefined, within: isDefault ? undefined : value })
        }}
      />
      {isDays && day('First day', 'from')}
      {isDays && day('Last day', 'to')}
      <SelectField
        label="Grouping"
        options={groupings}
        value={by}
        onChange={({ currentTarget: { value } }) => onChange({ by: value === 'model' ? value : undefined })}
      />
      <SelectField
        label="Agent"
        className="sm:max-w-44"
        options={{ '': 'Any agent', ...listed([], agentNames[agent] === undefined ? agent : ''), ...agentNames }}
        value={agent}
        onChange={({ currentTarget: { value } }) => onChange({ agent: value || undefined })}
      />
      <SelectField
        label="Model"
        className="sm:max-w-44"
        options={{ '': 'Any model', ...listed(models, model) }}
        value={model}
        onChange={({ currentTarget: { value } }) => onChange({ model: value || undefined })}
      />
    </>
  )
}
