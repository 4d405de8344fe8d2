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
  const isAscii = /^[\0-\x7f]*$/.test(text)
  return [...text.matchAll(isAscii ? ASCII_WORD : WORD)].map(({ 0: word, index }) => ({ term: foldWord(word), index }))
}

export function listTerms(text: string): string[] {
  return listTokens(text).map(({ term }) => term)
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
