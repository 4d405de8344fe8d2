// Fills a string schema: by format, by pattern, or by what the parameter's name asks for.
import { isValid, list, type SchemaNode, numberAt } from './json-schema.ts'
import { leftOut, type FillPlace } from './fill-place.ts'
import type { SimHints } from './sim-hints.ts'
import { samplePattern } from './sim-pattern.ts'

/** Stand-ins for a format the message has no value for. */
const formatSamples: Readonly<Record<string, string>> = {
  date: '2025-01-01',
  'date-time': '2025-01-01T00:00:00Z',
  time: '00:00:00Z',
  duration: 'PT1H',
  email: 'user@example.com',
  'idn-email': 'user@example.com',
  hostname: 'example.com',
  'idn-hostname': 'example.com',
  ipv4: '127.0.0.1',
  ipv6: '::1',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  iri: 'https://example.com/',
  'uri-reference': '/',
  'uri-template': '/{id}',
  uuid: '00000000-0000-4000-8000-000000000000',
  'json-pointer': '/0',
  'relative-json-pointer': '0',
  regex: '.*',
}

/** A schema that asks for a longer text than this is not served. */
const longestMade = 100_000

/** A string that fits, or `leftOut` for an optional one the message does not clearly give. */
export function fillString(node: SchemaNode, place: FillPlace): unknown {
  const fits = (value: unknown): boolean => isValid(node, value, place.root)
  const found = place.isRich ? candidates(node, place).filter((value) => value !== '') : []
  const fitted = found.map((value) => fitLength(value, node)).filter(fits)
  if (!place.isRequired) return isClear(node, place) ? (fitted[0] ?? leftOut) : leftOut
  const suggested = [node['default'], ...list(node['examples'])].filter((value) => typeof value === 'string')
  const clear = isClear(node, place) || isTextName(place.name)
  const ordered = clear ? [...fitted, ...suggested] : [...suggested, ...fitted]
  const best = ordered[place.index]
  if (best !== undefined && fits(best)) return best
  return sampleString(node, place.index)
}

/** Names that ask for words of the message as they are. */
function isTextName(name: string): boolean {
  return kindOf(name, '') === 'query' || kindOf(name, '') === 'text'
}

type Kind =
  | 'expression'
  | 'query'
  | 'text'
  | 'url'
  | 'email'
  | 'date'
  | 'path'
  | 'place'
  | 'from'
  | 'to'
  | 'code'
  | 'title'
  | 'other'

const kinds: readonly [Kind, RegExp][] = [
  ['expression', /expression|formula|equation|calculation/],
  ['query', /^q$|query|search|keyword|term|phrase|topic/],
  ['url', /^(?:.*_)?(?:url|uri|link|href|website)$/],
  ['email', /e-?mail|recipient/],
  ['date', /(?:^|_)(?:date|day|since|until|due)(?:_|$)/],
  ['path', /path|file|folder|directory/],
  ['code', /currency|(?:^|_)code$|symbol|ticker/],
  ['from', /^from|^source|^origin|departure/],
  ['to', /^to$|^to_|^target|destination|arrival/],
  ['place', /city|location|place|town|country|region|address|name|person|user|customer|company|author|owner/],
  ['title', /title|label|heading|subject/],
  [
    'text',
    /question|prompt|message|text|input|content|body|instruction|request|task|goal|note|comment|description|summary/,
  ],
]

function kindOf(name: string, description: string): Kind {
  const snake = name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
  const byName = kinds.find(([, pattern]) => pattern.test(snake))
  if (byName) return byName[0]
  return /\bsearch|\bquery|keywords/i.test(description) ? 'query' : 'other'
}

/** Whether the message holds something of the very kind this parameter asks for. */
function isClear(node: SchemaNode, place: FillPlace): boolean {
  const { hints } = place
  switch (formatKind(node) ?? kindOf(place.name, place.description)) {
    case 'query':
      return true
    case 'expression':
      return hints.expression !== null
    case 'url':
      return hints.urls.length > 0
    case 'email':
      return hints.emails.length > 0
    case 'date':
      return hints.dates.length > 0
    case 'path':
      return hints.paths.length > 0
    case 'place':
      return place.isRequired && hints.names.length > 0
    case 'from':
      return hints.ends.from !== null
    case 'to':
      return hints.ends.to !== null
    case 'code':
      return hints.codes.length > 0
    default:
      return false
  }
}

function formatKind(node: SchemaNode): Kind | null {
  const { format } = node
  if (format === 'email' || format === 'idn-email') return 'email'
  if (format === 'uri' || format === 'url' || format === 'iri') return 'url'
  return format === 'date' || format === 'date-time' ? 'date' : null
}

/** Texts of the message that might serve here, the likeliest first. */
function candidates(node: SchemaNode, place: FillPlace): string[] {
  const { hints } = place
  const kind = formatKind(node) ?? kindOf(place.name, place.description)
  const own = ownCandidates(kind, place)
  if (typeof node['format'] === 'string') {
    return node['format'] === 'date-time' ? own.map((date) => (date.includes('T') ? date : `${date}T00:00:00Z`)) : own
  }
  const words = hints.query.split(' ')
  if (typeof node['pattern'] === 'string')
    return [...own, ...hints.quoted, ...hints.codes, ...words, ...hints.numbers.map(String)]
  return [...own, ...hints.quoted, ...(kind === 'other' ? hints.names : []), hints.query, hints.text]
}

function ownCandidates(kind: Kind, { hints, name }: FillPlace): string[] {
  const all: Record<Kind, (string | null | undefined)[]> = {
    expression: [hints.expression, hints.numbers[0]?.toString(), '0'],
    query: [hints.query],
    text: [hints.quoted[0], hints.text],
    url: hints.urls,
    email: hints.emails,
    date: hints.dates,
    path: hints.paths,
    place: hints.names,
    from: [hints.ends.from, hints.names[0]],
    to: [hints.ends.to, hints.names[1], hints.names[0]],
    code: codesInOrder(hints, name),
    title: [hints.quoted[0], hints.query],
    other: [],
  }
  return all[kind].filter((value) => typeof value === 'string')
}

/** The second code for a target, the first for anything else. */
function codesInOrder(hints: SimHints, name: string): string[] {
  return /to|target|quote/i.test(name) ? hints.codes.toReversed() : hints.codes
}

/** Cuts a text that is too long at a word. */
function fitLength(text: string, node: SchemaNode): string {
  const most = numberAt(node, 'maxLength', Number.POSITIVE_INFINITY)
  const characters = Array.from(text)
  if (characters.length <= most) return text
  const cut = characters.slice(0, most).join('')
  const space = cut.lastIndexOf(' ')
  return space > cut.length / 2 ? cut.slice(0, space) : cut
}

/** A stand-in when the message gives nothing that fits. */
function sampleString(node: SchemaNode, index: number): string {
  const { pattern, format } = node
  const sampled = typeof pattern === 'string' ? samplePattern(pattern, index) : null
  const base =
    sampled ??
    (typeof format === 'string' ? formatSamples[format] : undefined) ??
    (index === 0 ? 'example' : `example${index}`)
  const least = Math.min(longestMade, numberAt(node, 'minLength', 0))
  const padded = Array.from(base).length < least ? base.padEnd(least, 'x') : base
  return Array.from(padded)
    .slice(0, numberAt(node, 'maxLength', Number.POSITIVE_INFINITY))
    .join('')
}
