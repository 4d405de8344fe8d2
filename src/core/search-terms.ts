// Words as search compares them: without case and accents, so that every store finds the same. Never splits by language.

export interface Token {
  /** The folded word. */
  readonly term: string
  /** Where the word begins in the text. */
  readonly index: number
}

/** Scripts that put no spaces between words: there each character counts as a word. */
const WORD =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[[\p{L}\p{M}\p{N}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]]+/gv
const ASCII_WORD = /[A-Za-z0-9]+/g

export function listTokens(text: string): Token[] {
  // Most text is ASCII, for which a plain expression is many times faster.
  return [...text.matchAll(isAscii(text) ? ASCII_WORD : WORD)].map(({ 0: word, index }) => ({
    term: foldWord(word),
    index,
  }))
}

export function listTerms(text: string): string[] {
  return listTokens(text).map(({ term }) => term)
}

export interface TermCounts {
  /** How often each term stands in the text; those that do not are left out. */
  readonly counts: ReadonlyMap<string, number>
  /** Words of the text. */
  readonly words: number
}

/** The same as counting what `listTerms` gives, many times faster for ASCII. */
export function countTerms(text: string, terms: ReadonlySet<string>): TermCounts {
  const counts = new Map<string, number>()
  const count = (term: string) => void (terms.has(term) && counts.set(term, (counts.get(term) ?? 0) + 1))
  if (!isAscii(text)) {
    const all = listTerms(text)
    all.forEach(count)
    return { counts, words: all.length }
  }
  const lower = text.toLowerCase()
  const lengths = new Set([...terms].map((term) => term.length))
  let words = 0
  let start = -1
  for (let index = 0; index <= lower.length; index += 1) {
    const isWord = isWordCode(lower.charCodeAt(index)) // NaN at the end
    if (isWord && start < 0) start = index
    if (isWord || start < 0) continue
    words += 1
    if (lengths.has(index - start)) count(lower.slice(start, index))
    start = -1
  }
  return { counts, words }
}

/** Of a lower-case letter or a digit. */
function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}

/** `İSTANBUL`, `ISTANBUL` and `ıstanbul` are `istanbul`; `é` is `e`. */
function foldWord(word: string): string {
  if (/^[A-Za-z0-9]+$/.test(word)) return word.toLowerCase()
  const base = word.normalize('NFKD').replaceAll(/[\u0300-\u036f]/g, '')
  return base
    .toLowerCase()
    .replaceAll('ı', 'i')
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')
}
