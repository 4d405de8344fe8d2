// Form fields, each with a label that names it.
import type { ComponentProps, ReactNode } from 'react'

export const fieldLook =
  'h-7 min-w-0 rounded-md border border-line-strong/60 bg-surface px-2 placeholder:text-muted disabled:opacity-50'

interface Labelled {
  readonly label: string
  /** Shows the label above the field; else only screen readers are told. */
  readonly isLabelShown?: boolean
}

function Field({ label, isLabelShown = false, children }: Labelled & { children: ReactNode }) {
  return (
    <label className="flex min-w-0 flex-col gap-1">
      <span className={isLabelShown ? 'text-xs font-medium text-muted' : 'sr-only'}>{label}</span>
      {children}
    </label>
  )
}

export function TextField({ label, isLabelShown, className = '', ...rest }: Labelled & ComponentProps<'input'>) {
  return (
    <Field label={label} {...(isLabelShown && { isLabelShown })}>
      <input className={`${fieldLook} ${className}`} {...rest} />
    </Field>
  )
}

interface SelectProps extends Labelled, ComponentProps<'select'> {
  /** Label by value. */
  readonly options: Readonly<Record<string, string>>
}

export function SelectField({ label, isLabelShown, options, className = '', ...rest }: SelectProps) {
  return (
    <Field label={label} {...(isLabelShown && { isLabelShown })}>
      <select className={`${fieldLook} ${className}`} {...rest}>
        {Object.entries(options).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  )
}
