// Templates of prompts: `{{path.to.field}}`. No code, no prototypes; a missing field renders as nothing.
import { isObject } from '../contracts/scalars.ts'

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g
const FIELD = /^[\w$-]+(\.[\w$-]+)*$/

/** `encode` makes each value fit where it stands, e.g. in a URL. */
export function renderTemplate(
  template: string,
  values: Readonly<Record<string, unknown>>,
  encode: (text: string) => string = (text) => text,
): string {
  return template.replaceAll(PLACEHOLDER, (_match, path: string) => encode(renderValue(readPath(values, path))))
}

/** Says what is wrong with a template, or null. */
export function findTemplateFault(template: string): string | null {
  for (const [whole] of template.matchAll(PLACEHOLDER)) {
    if (!FIELD.test(whole.slice(2, -2).trim())) return `${whole} is not a field; write {{name}} or {{path.to.field}}`
  }
  return null
}

function readPath(values: unknown, path: string): unknown {
  let current = values
  for (const key of path.split('.')) {
    if (Array.isArray(current) ? !/^\d+$/.test(key) : !isObject(current)) return undefined
    if (!Object.hasOwn(current as object, key)) return undefined
    current = (current as Record<string, unknown>)[key]
  }
  return current
}

function renderValue(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
