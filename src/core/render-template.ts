// Renders templates of prompts over values: what a field holds, as it is. Only own fields of plain values are read, and what
// a value holds is never rendered again.
import { isObject } from '../contracts/scalars.ts'
import { parseTemplate, type TemplateNode, type TemplatePath } from './parse-template.ts'

export type RenderedTemplate =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string }

const MAX_BYTES = 256 * 1024
/** Nodes that are visited; a template can take long without writing anything. */
const MAX_STEPS = 100_000

/** What a template sees: in `each` the item, and outside of it what stood there before. */
interface Scope {
  readonly value: unknown
  readonly '@index'?: number
  readonly '@key'?: string | number
  readonly outer?: Scope
}

/** `encode` makes each value fit where it stands, e.g. in a URL. */
export function renderTemplate(
  template: string,
  values: Readonly<Record<string, unknown>>,
  encode: (text: string) => string = (text) => text,
): RenderedTemplate {
  const parsed = parseTemplate(template)
  if (!parsed.ok) return parsed
  let text = ''
  let steps = 0
  for (const piece of walk(parsed.nodes, { value: values }, encode)) {
    text += piece
    steps += 1
    // every character has at least one byte
    if (text.length > MAX_BYTES || steps > MAX_STEPS) return tooLarge
  }
  return new TextEncoder().encode(text).length > MAX_BYTES ? tooLarge : { ok: true, text }
}

const tooLarge = {
  ok: false,
  message: 'the rendered text is larger than 256 KiB, or takes too many steps; give it smaller values',
} as const

/** Says what is wrong with a template, or null. */
export function findTemplateFault(template: string): string | null {
  const parsed = parseTemplate(template)
  return parsed.ok ? null : parsed.message
}

/** At least one piece for each node and each item, so that whoever reads them can count. */
function* walk(
  nodes: readonly TemplateNode[],
  scope: Scope,
  encode: (text: string) => string,
): Generator<string, void, undefined> {
  for (const node of nodes) {
    if (node.kind === 'text') {
      yield node.text
      continue
    }
    const value = readPath(scope, node.path)
    if (node.kind === 'field') {
      yield encode(renderValue(value))
      continue
    }
    yield ''
    let isEmpty = true
    for (const inner of node.kind === 'each' ? listItems(value, scope) : enter(node.kind, value, scope)) {
      isEmpty = false
      yield ''
      yield* walk(node.body, inner, encode)
    }
    if (isEmpty) yield* walk(node.otherwise, scope, encode)
  }
}

function enter(kind: 'if' | 'unless', value: unknown, scope: Scope): Scope[] {
  return isTruthy(value) === (kind === 'if') ? [scope] : []
}

/** One by one: a list may be long, and blocks stand in blocks. */
function* listItems(value: unknown, outer: Scope): Generator<Scope, void, undefined> {
  const isList = Array.isArray(value)
  if (!isList && !isObject(value)) return
  const keys: Iterable<string | number> = isList ? value.keys() : Object.keys(value)
  let index = 0
  for (const key of keys) {
    yield { value: (value as Record<string | number, unknown>)[key], '@index': index, '@key': key, outer }
    index += 1
  }
}

/** As in Handlebars: an empty list counts as nothing, an empty object as something. */
function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function readPath(scope: Scope, { up, from, keys }: TemplatePath): unknown {
  let place: Scope | undefined = scope
  for (let level = 0; level < up; level += 1) place = place?.outer
  if (from !== 'this') return place?.[from]
  let current = place?.value
  for (const key of keys) {
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
