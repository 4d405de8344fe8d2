// Composes a short answer from passages: the best sentences in reading order, with numbered citations and their list.
import type { Passage } from './sim-passages.ts'
import { isReference, rankSentences, type RankedSentence, type WeightedWords } from './sim-ranking.ts'
import { splitSentences } from './sim-sentences.ts'
import { stems } from './sim-words.ts'

const mostSentences = 4
/** A sentence must score at least this share of the best one. */
const leastShare = 0.55
const longestSentence = 420
const longestCode = 1500

/** Two to four sentences with citations, or null when no passage has anything on the question. */
export function quotePassages(passages: readonly Passage[], question: WeightedWords): string | null {
  const ranked = rankSentences(passages, question).filter(isQuotable)
  const best = ranked[0]
  if (!best) return null
  const chosen: RankedSentence[] = []
  for (const sentence of ranked) {
    if (chosen.length === mostSentences || sentence.score < best.score * leastShare) break
    if (!chosen.some((other) => isSameStatement(other.text, sentence.text))) chosen.push(sentence)
  }
  if (chosen.length === 1) addFollowing(chosen, best, passages)
  return renderQuote(chosen, passages)
}

/** Code without words is quoted only when it is short enough to be shown. */
function isQuotable({ text, code }: RankedSentence): boolean {
  return text !== '' || (code !== null && code.length <= longestCode)
}

/** A lone sentence takes the one after it along, for the sake of a readable answer. */
function addFollowing(chosen: RankedSentence[], best: RankedSentence, passages: readonly Passage[]): void {
  const next = splitSentences(passages[best.passage]?.text ?? '')[best.position + 1]
  if (!next?.isWhole || next.heading !== best.heading) return
  if (next.text.split(' ').length < 4 || isReference(next.text)) return
  chosen.push({ ...next, passage: best.passage, position: best.position + 1, score: 0 })
}

function isSameStatement(one: string, other: string): boolean {
  const a = new Set(stems(one))
  const b = new Set(stems(other))
  if (a.size === 0 || b.size === 0) return one === other
  const shared = [...a].filter((word) => b.has(word)).length
  return shared / Math.max(a.size, b.size) >= 0.8
}

function renderQuote(chosen: readonly RankedSentence[], passages: readonly Passage[]): string {
  const order = [...new Set(chosen.map(({ passage }) => passage))]
  const given = passages.flatMap(({ number = 0 }) => number)
  const origins = new Map<number, string>()
  const paragraphs = order.map((passage) => {
    const origin = passages[passage]?.origin ?? ''
    const known = [...origins].find(([, other]) => other === origin)?.[0]
    const number = passages[passage]?.number ?? known ?? 1 + Math.max(0, ...origins.keys(), ...given)
    origins.set(number, origin)
    const mine = chosen.filter((sentence) => sentence.passage === passage).sort((a, b) => a.position - b.position)
    return renderSentences(mine, `[${number}]`)
  })
  const sorted = [...origins].sort(([a], [b]) => a - b)
  const list = sorted.map(([number, origin]) => `[${number}] ${origin === '' ? 'source without a name' : origin}`)
  return `${joinParagraphs(paragraphs)}\n\n${list.join('\n')}`
}

/** Sentences of one passage; the citation stands after the last words before a code block and at the end. */
function renderSentences(sentences: readonly RankedSentence[], citation: string): string {
  let text = ''
  let isCited = true
  for (const { text: sentence, code } of sentences) {
    if (sentence !== '') {
      text += `${text === '' || text.endsWith('\n') ? '' : ' '}${shorten(sentence)}`
      isCited = false
    }
    if (code === null || code.length > longestCode) continue
    text += `${text === '' || text.endsWith('\n') ? '' : ' '}${citation}\n\n${code}\n\n`
    isCited = true
  }
  return isCited ? text.trimEnd() : `${text} ${citation}`
}

/** Prose goes on in the same paragraph; code stands alone. */
function joinParagraphs(paragraphs: readonly string[]): string {
  return paragraphs.reduce((text, next) => {
    if (text === '') return next
    return /(?:`{3,}|~{3,})$/.test(text) || next.startsWith('[') ? `${text}\n\n${next}` : `${text} ${next}`
  }, '')
}

/** Cuts an overlong sentence between words. */
function shorten(sentence: string): string {
  if (sentence.length <= longestSentence) return sentence
  const cut = sentence.lastIndexOf(' ', longestSentence)
  return cut < longestSentence / 2 ? sentence : `${sentence.slice(0, cut).replace(/[,;:]$/, '')} …`
}
