// The template language of prompts, read into a tree: fields, if, unless, each, comments. It names values and nothing else:
// there are no calls, no partials and no code in it.

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly path: TemplatePath }
  | TemplateBlock

export interface TemplateBlock {
  readonly kind: 'if' | 'unless' | 'each'
  readonly path: TemplatePath
  readonly body: TemplateNode[]
  /** What stands behind `{{else}}`. */
  readonly otherwise: TemplateNode[]
}

export interface TemplatePath {
  /** How many `../` it begins with. */
  readonly up: number
  /** What the path starts from: `this`, or the number or name of the item. */
  readonly from: 'this' | '@index' | '@key'
  readonly keys: readonly string[]
}

/** `message` says where the first fault is and what to do about it. */
export type ParsedTemplate =
  | { readonly ok: true; readonly nodes: readonly TemplateNode[] }
  | { readonly ok: false; readonly message: string }

const MAX_DEPTH = 32
const NAME = String.raw`[\p{L}\p{N}_$-]+`
const PATH = new RegExp(String.raw`^(?:\.\./)*(?:@index|@key|${NAME}(?:\.${NAME})*)$`, 'u')
const HINT = 'write {{name}} or {{path.to.field}}'

interface Tag {
  /** Where it begins in the template. */
  readonly at: number
  /** Between the braces. */
  readonly content: string
}

interface OpenBlock {
  readonly tag: Tag
  readonly block: TemplateBlock
  hasElse: boolean
}

export function parseTemplate(template: string): ParsedTemplate {
  const nodes: TemplateNode[] = []
  const open: OpenBlock[] = []
  const fail = (tag: Tag, what: string) => ({ ok: false as const, message: `${locate(template, tag.at)}: ${what}` })
  for (const piece of scan(template)) {
    const parent = open.at(-1)
    const target = !parent ? nodes : parent.hasElse ? parent.block.otherwise : parent.block.body
    if (typeof piece === 'string') target.push({ kind: 'text', text: piece })
    else if (piece.content === null)
      return fail({ ...piece, content: '' }, '{{ is not closed by }}; for the braces themselves write \\{{')
    else {
      const fault = parseTag({ ...piece, content: piece.content.trim() }, target, open)
      if (fault !== null) return fail({ ...piece, content: '' }, fault)
    }
  }
  const left = open.at(-1)
  if (left) return fail(left.tag, `{{${left.tag.content}}} is not closed; write {{/${left.block.kind}}}`)
  return { ok: true, nodes }
}

/** Texts and tags in order; a tag without an end has no content. Comments are left out. */
function* scan(template: string): Generator<string | { at: number; content: string | null }> {
  let from = 0
  for (;;) {
    let at = template.indexOf('{{', from)
    if (at < 0) break
    while (template[at + 2] === '{') at += 1 // of more than two braces the innermost two count
    if (template[at - 1] === '\\') {
      yield `${template.slice(from, at - 1)}{{`
      from = at + 2
      continue
    }
    yield template.slice(from, at)
    const close = template.startsWith('{{!--', at) ? '--}}' : '}}'
    const end = template.indexOf(close, at + 2)
    if (end < 0) return yield { at, content: null }
    if (template[at + 2] !== '!') yield { at, content: template.slice(at + 2, end) }
    from = end + close.length
  }
  yield template.slice(from)
}

/** Says what is wrong with the tag, or null. */
function parseTag(tag: Tag, target: TemplateNode[], open: OpenBlock[]): string | null {
  const { content } = tag
  if (content.startsWith('#')) return openBlock(tag, target, open)
  if (content.startsWith('/')) return closeBlock(content.slice(1).trim(), open)
  if (content === 'else') {
    const last = open.at(-1)
    if (!last) return '{{else}} stands in no block'
    if (last.hasElse) return `{{${last.tag.content}}} has two {{else}}`
    last.hasElse = true
    return null
  }
  const path = parsePath(content)
  if (!path) return `{{${excerpt(content)}}} is not a field; ${HINT}`
  target.push({ kind: 'field', path })
  return null
}

function openBlock(tag: Tag, target: TemplateNode[], open: OpenBlock[]): string | null {
  const content = tag.content.slice(1).trim()
  const [kind] = content.split(/\s/, 1)
  if (kind !== 'if' && kind !== 'unless' && kind !== 'each')
    return `there is no {{#${excerpt(content)}}}; there are if, unless and each`
  const path = parsePath(content.slice(kind.length).trim())
  if (!path) return `{{${excerpt(tag.content)}}} names no field; write {{#${kind} path.to.field}}`
  if (open.length === MAX_DEPTH) return `blocks are nested more than ${MAX_DEPTH} deep`
  const block: TemplateBlock = { kind, path, body: [], otherwise: [] }
  target.push(block)
  open.push({ tag, block, hasElse: false })
  return null
}

function closeBlock(kind: string, open: OpenBlock[]): string | null {
  const last = open.pop()
  if (!last) return `{{/${excerpt(kind)}}} closes nothing`
  return last.block.kind === kind ? null : `{{/${excerpt(kind)}}} stands where {{/${last.block.kind}}} is due`
}

function parsePath(text: string): TemplatePath | null {
  if (!PATH.test(text)) return null
  const up = (text.lastIndexOf('/') + 1) / 3
  const keys = text.slice(up * 3).split('.')
  const [first] = keys
  if (first === '@index' || first === '@key') return { up, from: first, keys: [] }
  return { up, from: 'this', keys: first === 'this' ? keys.slice(1) : keys }
}

function locate(template: string, at: number): string {
  const line = template.slice(0, at).split('\n').length
  return `line ${line}, column ${at - template.lastIndexOf('\n', at)}`
}

function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
