// One value of a form that a schema made. An empty field is a value that is not given.
import { useId } from 'react'
import { fieldLook } from '../field.tsx'
import { FieldLabel } from './field-label.tsx'
import { JsonField } from './json-field.tsx'
import type { SchemaField } from './list-schema-fields.ts'

interface SchemaInputProps {
  readonly field: SchemaField
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}

export function SchemaInput({ field, value, onChange }: SchemaInputProps) {
  const id = useId()
  const { name, kind, hint, isRequired } = field
  if (kind === 'json')
    return <JsonField label={name} hint={hint} isRequired={isRequired} value={value} onChange={onChange} />
  return (
    <div className="flex flex-col gap-1">
      <FieldLabel id={id} label={name} isRequired={isRequired} />
      <Control id={id} field={field} value={value} onChange={onChange} />
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  )
}

function Control({ id, field, value, onChange }: SchemaInputProps & { id: string }) {
  const { kind, isRequired, schema, choices, hint } = field
  const common = { id, required: isRequired, ...(hint && { 'aria-describedby': `${id}-hint` }) }
  const text = typeof value === 'string' ? value : ''
  const { minimum, maximum, maxLength, type } = schema as Readonly<Record<string, number | undefined>>
  if (kind === 'choice') {
    return (
      <select
        {...common}
        className={fieldLook}
        value={choices.includes(value) ? choices.indexOf(value) : ''}
        onChange={({ currentTarget }) => onChange(choices[Number.parseInt(currentTarget.value)])}
      >
        <option value="">–</option>
        {choices.map((choice, index) => (
          <option key={index} value={index}>
            {String(choice)}
          </option>
        ))}
      </select>
    )
  }
  if (kind === 'number') {
    return (
      <input
        {...common}
        type="number"
        step={String(type) === 'integer' ? 1 : 'any'}
        min={minimum}
        max={maximum}
        className={`${fieldLook} numeric`}
        value={typeof value === 'number' ? value : ''}
        onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : Number(currentTarget.value))}
      />
    )
  }
  const given = (next: string) => onChange(next === '' ? undefined : next)
  return kind === 'text' ? (
    <input
      {...common}
      maxLength={maxLength}
      className={fieldLook}
      value={text}
      onChange={({ currentTarget }) => given(currentTarget.value)}
    />
  ) : (
    <textarea
      {...common}
      rows={2}
      className={`${fieldLook} field-sizing-content h-auto max-h-64 py-1`}
      value={text}
      onChange={({ currentTarget }) => given(currentTarget.value)}
    />
  )
}
