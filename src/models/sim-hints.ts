// What a message offers for filling in arguments: numbers, an arithmetic expression, quoted texts, addresses, dates, names
// and explicit `name: value` pairs. Plain text reading; nothing is invented.
import { readExpression } from './sim-expression.ts'
import { meaningfulWords } from './sim-words.ts'

export type SimHints = {
  /** The message; of a very long one, its two ends. */
  text: string
  /** The meaningful words, with those of the message before for a short follow-up. */
  query: string
  /** An arithmetic expression, or null. */
  expression: string | null
  numbers: number[]
  quoted: string[]
  urls: string[]
  emails: string[]
  /** ISO dates. */
  dates: string[]
  paths: string[]
  /** Capitalised names inside sentences, and what follows `in`, `at`, `near`, `for`. */
  names: string[]
  /** What follows `from` and `to`. */
  ends: { from: string | null; to: string | null }
  /** Three-letter codes in capitals, currencies say. */
  codes: string[]
  /** Values given by name, keys in lower case without separators. */
  pairs: Record<string, unknown>
}

const urlPattern = /\bhttps?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?]/g
const emailPattern = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const datePattern = /\b\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?/g
const pathPattern =
  /(?:^|(?<=[\s"'`(]))(?:~?\.{0,2}\/)?(?:[\w@-][\w.@-]*\/)*[\w@-][\w.-]*\.[a-z]\w{0,5}\b|(?<=[\s"'`(])\.{0,2}\/[\w./-]+/gi
/** Characters read at each end of a message. */
const mostRead = 2000

/** "Search the docs for …": what comes before is not what is searched for. */
const searchCommand =
  /^(?:please\s+|can you\s+|could you\s+)*(?:search|look|find|query)\b[^.?!\n]{0,40}?\b(?:for|about|on|up)\s+/i
const numberWords = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

/** Reads the hints. `previous` is an earlier message whose words a short follow-up leans on; may be empty. */
export function readHints(message: string, previous: string): SimHints {
  const text = excerptOf(message)
  const urls = matchAll(text, urlPattern)
  const emails = matchAll(text, emailPattern)
  const dates = matchAll(text, datePattern)
  const rest = [urlPattern, emailPattern, datePattern].reduce((left, pattern) => left.replace(pattern, ' '), text)
  const words = meaningfulWords(text.trim().replace(searchCommand, ''))
  const earlier = meaningfulWords(previous).filter((word) => !words.includes(word))
  const withoutCase = /[a-z]/.test(rest) ? rest : rest.toLowerCase()
  return {
    text: text.trim(),
    query: [...words, ...earlier].join(' ') || text.trim(),
    expression: readExpression(rest),
    numbers: readNumbers(rest),
    quoted: [...text.matchAll(/"([^"]+)"|“([^”]+)”|`([^`]+)`|(?<!\w)'([^']+)'(?!\w)/g)].map(
      ([, double, curly, code, single]) => double ?? curly ?? code ?? single ?? '',
    ),
    urls,
    emails,
    dates,
    paths: matchAll(rest, pathPattern).filter((path) => !/^\d+(?:\.\d+)+$/.test(path)),
    names: readNames(withoutCase),
    ends: { from: after(withoutCase, 'from'), to: after(withoutCase, 'to|into') },
    codes: matchAll(withoutCase, /\b[A-Z]{3}\b/g),
    pairs: readPairs(message, text),
  }
}

/** Patterns are not run over more than this; what is asked stands at one end of a long message. */
function excerptOf(message: string): string {
  if (message.length <= 2 * mostRead) return message
  return `${message.slice(0, mostRead)}\n${message.slice(-mostRead)}`.toWellFormed()
}

/** The key under which a pair is kept: `maxResults`, `max_results` and `max results` are one. */
export function pairKey(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function matchAll(text: string, pattern: RegExp): string[] {
  return [...new Set(Array.from(text.matchAll(pattern), ([match]) => match))]
}

function readNumbers(text: string): number[] {
  const pattern = new RegExp(
    `(?<![\\w.,])[-−]?\\d+(?:,\\d{3})*(?:\\.\\d+)?(?![\\w]|\\.\\d)|\\b(?:${numberWords.join('|')})\\b`,
    'gi',
  )
  return Array.from(text.matchAll(pattern), ([match]) => {
    const word = numberWords.indexOf(match.toLowerCase())
    // "one" is more often a pronoun than a number.
    return word === 1 ? Number.NaN : word >= 0 ? word : Number(match.replace('−', '-').replaceAll(',', ''))
  }).filter((number) => !Number.isNaN(number))
}

function readNames(text: string): string[] {
  const placed = ['in', 'at', 'near', 'for', 'of'].map((word) => after(text, word))
  const inside = matchAll(text, /(?<=[\p{L}\p{N},] )\p{Lu}[\p{L}\p{N}'-]*(?: \p{Lu}[\p{L}\p{N}'-]*)*/gu)
  const found = [...placed.filter((name) => name !== null), ...inside].filter((name) => name !== 'I')
  // What is written with a capital goes first.
  return [...new Set([...found.filter((name) => /^\p{Lu}/u.test(name)), ...found])]
}

/** The capitalised words after a preposition, else the one word after it when that means something. */
function after(text: string, preposition: string): string | null {
  const pattern = new RegExp(
    `\\b(?:${preposition})\\s+(?:the\\s+)?(\\p{Lu}[\\p{L}\\p{N}'-]*(?:\\s+\\p{Lu}[\\p{L}\\p{N}'-]*)*|\\p{Ll}[\\p{L}'-]*)`,
    'u',
  )
  const found = pattern.exec(text)?.[1] ?? ''
  return meaningfulWords(found).length > 0 ? found : null
}

/** A JSON object is its own list of pairs; else `name: value` and `name=value`. */
function readPairs(message: string, text: string): Record<string, unknown> {
  const pairs: Record<string, unknown> = {}
  const json = parseObject(message)
  for (const [name, value] of Object.entries(json ?? {})) pairs[pairKey(name)] = value
  if (json) return pairs
  for (const [, name = '', raw = ''] of text.matchAll(
    /(?<![\w/])([A-Za-z][\w-]*)\s*[:=]\s*("[^"]*"|'[^']*'|[^\s,;"']+)(?!\/\/)/g,
  )) {
    if (!raw.startsWith('//')) pairs[pairKey(name)] = parseScalar(raw.replace(/[.!?]$/, ''))
  }
  return pairs
}

function parseObject(text: string): Record<string, unknown> | null {
  const start = text.indexOf('{')
  const end = text.lastIndexOf('}')
  if (start < 0 || end < start) return null
  try {
    const value: unknown = JSON.parse(text.slice(start, end + 1))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function parseScalar(raw: string): unknown {
  const quoted = /^(["'])(.*)\1$/.exec(raw)
  if (quoted) return quoted[2]
  if (raw === 'true' || raw === 'false') return raw === 'true'
  return /^-?\d+(?:\.\d+)?$/.test(raw) ? Number(raw) : raw
}
