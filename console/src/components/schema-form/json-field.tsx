// A value written as JSON. While it is none, the browser refuses to submit the form around it.
import { useId, useState } from 'react'
import { fieldLook } from '../field.tsx'
import { FieldLabel } from './field-label.tsx'

interface JsonFieldProps {
  readonly label: string
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly isRequired?: boolean
  readonly hint?: string
  readonly rows?: number
}

export function JsonField({ label, value, onChange, isRequired = false, hint = '', rows = 2 }: JsonFieldProps) {
  const id = useId()
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)))
  const fault = findFault(text)
  const write = (next: string) => {
    setText(next)
    if (next.trim() === '') onChange(undefined)
    else if (findFault(next) === null) onChange(JSON.parse(next))
  }
  return (
    <div className="flex flex-col gap-1">
      <FieldLabel id={id} label={label} isRequired={isRequired} />
      <textarea
        id={id}
        ref={(node) => node?.setCustomValidity(fault ?? '')}
        rows={rows}
        required={isRequired}
        spellCheck={false}
        aria-describedby={`${id}-hint`}
        aria-invalid={fault !== null}
        className={`${fieldLook} field-sizing-content h-auto max-h-96 py-1 font-mono text-xs leading-5 ${fault === null ? '' : 'border-bad!'}`}
        value={text}
        onChange={({ currentTarget }) => write(currentTarget.value)}
      />
      <p id={`${id}-hint`} className={`text-xs ${fault === null ? 'text-muted' : 'text-bad'}`}>
        {fault ?? `JSON${hint && ` · ${hint}`}`}
      </p>
    </div>
  )
}

/** Why the text is no JSON; null when it is, or nothing is there. */
function findFault(text: string): string | null {
  if (text.trim() === '') return null
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}`
  }
}
