// Finds passages to answer from: in tool outputs (objects with a text and where it comes from) and in the prompt (text in
// tags). A passage keeps its origin so that an answer can name it.

/** `origin` is what a citation shows, `docs/x.md:12` say; empty when the data does not tell. */
export type Passage = {
  text: string
  title: string
  origin: string
  /** The number under which the prompt shows it, and by which it is cited. */
  number?: number
}

const textKeys = ['text', 'snippet', 'content', 'excerpt', 'passage', 'body', 'summary', 'description']
const originKeys = [
  'path',
  'relativePath',
  'file',
  'fileName',
  'filename',
  'url',
  'uri',
  'link',
  'source',
  'sourceName',
]
const titleKeys = ['title', 'heading', 'name', 'section']
const lineKeys = ['line', 'lineNumber', 'startLine', 'line_start', 'lineStart', 'fromLine']

const tagPattern = /<(excerpt|document|passage|snippet|source|chunk|result)\b([^<>]*)>([\s\S]*?)<\/\1>/gi

export function hasPassageTags(text: string): boolean {
  return text.search(tagPattern) >= 0
}

export function stripPassageTags(text: string): string {
  return text.replace(tagPattern, ' ')
}

/** Passages in `<excerpt path="docs/x.md" line="12">…</excerpt>` and the like; the attributes name the origin. */
export function readTaggedPassages(text: string): Passage[] {
  const passages: Passage[] = []
  for (const [, , attributes = '', body = ''] of text.matchAll(tagPattern)) {
    const fields: Record<string, unknown> = {}
    for (const [, name = '', value = ''] of attributes.matchAll(/([\w-]+)\s*=\s*"([^"]*)"/g))
      fields[name] = decode(value)
    const passage = readPassage({ ...fields, text: decode(body) })
    const number = Number(fields['n'])
    if (passage) passages.push(Number.isInteger(number) && number > 0 ? { ...passage, number } : passage)
  }
  return passages
}

/** All passages in a tool's output, in order. A bare text is a passage without an origin. */
export function collectPassages(value: unknown, depth = 0): Passage[] {
  if (typeof value === 'string') return depth === 0 ? collectFromText(value) : []
  if (typeof value !== 'object' || value === null || depth > 6) return []
  if (Array.isArray(value))
    return value.flatMap((item) => collectPassages(item, typeof item === 'string' ? 0 : depth + 1))
  const fields = value as Record<string, unknown>
  const passage = readPassage(fields)
  if (passage && (firstText(fields, originKeys) !== '' || isProse(passage.text))) return [passage]
  return Object.values(fields).flatMap((item) => collectPassages(item, depth + 1))
}

function collectFromText(text: string): Passage[] {
  const tagged = readTaggedPassages(text)
  if (tagged.length > 0) return tagged
  return isProse(text) ? [{ text, title: '', origin: '' }] : []
}

/** Long enough to be prose rather than a value. */
function isProse(text: string): boolean {
  return text.trim().split(/\s+/).length >= 8
}

function readPassage(fields: Record<string, unknown>): Passage | null {
  const text = firstText(fields, textKeys)
  if (text === '') return null
  const title = firstText(fields, titleKeys)
  const place = firstText(fields, originKeys) || title
  const line = lineKeys.map((key) => Number(fields[key])).find((value) => Number.isInteger(value) && value > 0)
  return { text, title, origin: place !== '' && line !== undefined ? `${place}:${line}` : place }
}

function firstText(fields: Record<string, unknown>, keys: readonly string[]): string {
  for (const key of keys) {
    const value = fields[key]
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return ''
}

function decode(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
