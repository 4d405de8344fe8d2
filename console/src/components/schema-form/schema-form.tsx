// A form made from a JSON schema. What no field can say is written as JSON, one field or the whole value.
import { useState } from 'react'
import { Button } from '../button.tsx'
import { JsonField } from './json-field.tsx'
import { type JsonSchema, listSchemaFields, readObject } from './list-schema-fields.ts'
import { SchemaInput } from './schema-input.tsx'

export type JsonObject = Readonly<Record<string, unknown>>

interface SchemaFormProps {
  /** Of an object. */
  readonly schema: JsonSchema
  readonly value: JsonObject
  readonly onChange: (value: JsonObject) => void
  readonly label: string
}

/** Stands in a `<form>`, whose submission the browser refuses while a field is not as it must be. */
export function SchemaForm({ schema, value, onChange, label }: SchemaFormProps) {
  const [isRaw, setRaw] = useState(false)
  const hasFields = listSchemaFields(schema).length > 0
  return (
    <fieldset className="min-w-0 space-y-3">
      <div className="flex items-center justify-between">
        <legend className="text-xs font-medium text-muted">{label}</legend>
        {hasFields && (
          <Button weight="quiet" className="h-6 text-xs" onClick={() => setRaw(!isRaw)}>
            {isRaw ? 'As a form' : 'As JSON'}
          </Button>
        )}
      </div>
      {isRaw || !hasFields ? (
        <JsonField label={`${label} as JSON`} value={value} rows={10} onChange={(next) => onChange(readObject(next))} />
      ) : (
        <SchemaFields schema={schema} value={value} onChange={onChange} isDemanded />
      )}
    </fieldset>
  )
}

interface SchemaFieldsProps extends Omit<SchemaFormProps, 'label'> {
  /** False: the object may be left out, and with it what is required in it. */
  readonly isDemanded: boolean
}

function SchemaFields({ schema, value, onChange, isDemanded }: SchemaFieldsProps) {
  const change = (name: string, next: unknown) => {
    const { [name]: _before, ...rest } = value
    onChange(next === undefined ? rest : { ...value, [name]: next })
  }
  return listSchemaFields(schema).map((field) =>
    field.kind === 'group' ? (
      <fieldset key={field.name} className="space-y-3 border-l-2 border-line pl-3">
        <legend className="float-left mb-2 text-xs font-medium text-muted">{field.name}</legend>
        <div className="clear-both space-y-3">
          <SchemaFields
            schema={field.schema}
            value={readObject(value[field.name])}
            isDemanded={value[field.name] !== undefined || (isDemanded && field.isRequired)}
            onChange={(next) => change(field.name, Object.keys(next).length === 0 ? undefined : next)}
          />
        </div>
      </fieldset>
    ) : (
      <SchemaInput
        key={field.name}
        field={{ ...field, isRequired: isDemanded && field.isRequired }}
        value={value[field.name]}
        onChange={(next) => change(field.name, next)}
      />
    ),
  )
}
