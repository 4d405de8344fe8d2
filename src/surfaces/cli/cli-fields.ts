// The flags of a contract on the command line: one for each field, those of another form where the contract names one.
import type { Contract } from '../../spec/contract.ts'
import { describeError } from '../../spec/describe-error.ts'
import { renderFlag } from '../../spec/names.ts'
import { coerce, type InputField, listFields } from '../input-fields.ts'

export interface CliField extends InputField {
  /** Without its dashes. */
  readonly flag: string
  /** Where its value stands in the input. */
  readonly path: readonly string[]
  readonly placeholder: string
  readonly parse: ((text: string) => unknown) | null
}

/** As commander gives them: by the flag's name in camelCase. */
export type FlagValues = Readonly<Record<string, string | readonly string[] | boolean>>

export function listCliFields(contract: Contract): CliField[] {
  const { flags = {}, hidden = [], rest } = contract.cli ?? {}
  const fields = listFields(contract).filter(({ name }) => !hidden.includes(name) && name !== rest)
  const nested = Object.entries(flags).filter(([path]) => path.includes('.'))
  const parents = new Set(nested.map(([path]) => path.split('.')[0]))
  const own = fields.map((field): CliField => {
    const given = flags[field.name]
    const placeholder = given?.value ?? renderPlaceholder(field)
    const flag = given?.name ?? renderFlag(field.name)
    return { ...field, flag, path: [field.name], placeholder, parse: given?.parse ?? null }
  })
  const inner = nested
    .filter(([path]) => fields.some(({ name }) => name === path.split('.')[0]))
    .map(([path, { name, value = 'value', parse = null }]): CliField => {
      const base = { name, type: 'number', isRequired: false, values: [], hint: '' } as const
      return { ...base, flag: name, path: path.split('.'), placeholder: value, parse }
    })
  return [...own.filter(({ name }) => !parents.has(name)), ...inner]
}

function renderPlaceholder({ type }: InputField): string {
  if (type === 'array') return 'value'
  return type === 'objects' || type === 'object' ? 'json' : type
}

/** Makes the input from flags. Throws a SyntaxError that names the flag when what is given cannot be read. */
export function readCliInput(fields: readonly CliField[], values: FlagValues): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const field of fields) {
    const given = values[toOptionName(field.flag)]
    if (given === undefined) continue
    try {
      setAt(input, field.path, readValue(field, given))
    } catch (error) {
      const reason = describeError(error)
      const what = field.parse ? reason : `is not JSON: ${reason}`
      throw new SyntaxError(`--${field.flag} ${what}`, { cause: error })
    }
  }
  return input
}

function readValue(field: CliField, given: FlagValues[string]): unknown {
  if (typeof given === 'boolean') return given
  const texts = [given].flat().map(String)
  if (!field.parse) return coerce(field, texts)
  const values = texts.map(field.parse)
  return field.type === 'array' || field.type === 'objects' ? values : values[0]
}

function setAt(input: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    input[name] = value
    return
  }
  const inner = (input[name] ?? {}) as Record<string, unknown>
  input[name] = inner
  setAt(inner, rest, value)
}

/** `catch-up-window` → `catchUpWindow`, as commander names options. */
export function toOptionName(flag: string): string {
  return flag.replaceAll(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase())
}
