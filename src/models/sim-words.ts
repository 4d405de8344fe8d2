// Words of a text for the simulated assistant: meaningful words as they stand, and stems to compare them by.

const stopWords = new Set(
  (
    'a about above after again all also am an and any anything are as at be because been before being below between both ' +
    'but by can cannot could did do does doing done down each else ever every few for from further get give go got had ' +
    'has have having he hello hey hi how however i if in into is it its itself just kindly know let like many may me ' +
    'might more most much must my myself need no nor not now of off ok okay on once one only or other our out over own ' +
    'please same say shall she should show so some such tell than thank thanks that the their them then there these they ' +
    'this those through to too under until up us very want was we were what when where which while who whom whose why ' +
    'will with within without would you your yours s t m re ve ll d don doesn didn isn aren wasn won'
  ).split(' '),
)

/** Runs of letters and digits; an apostrophe ends a word. */
const wordPattern = /[\p{L}\p{N}]+/gu

/** Scripts that write no spaces are compared by pairs of characters. */
const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+$/u

/** The meaningful words as they stand in the text, in order, without repeats. Joined by spaces they make a query. */
export function meaningfulWords(text: string): string[] {
  const seen = new Set<string>()
  const words: string[] = []
  for (const token of text.split(/\s+/)) {
    const word = token
      .replace(/^[^\p{L}\p{N}@#/_~.-]+|[^\p{L}\p{N}+#/_%]+$/gu, '')
      .replace(/['’](?:s|re|ve|ll|d|m|t)$/i, '')
    const key = word.toLowerCase()
    if (!/[\p{L}\p{N}]/u.test(word) || stopWords.has(key) || seen.has(key)) continue
    seen.add(key)
    words.push(word)
  }
  return words
}

/** Stems of the meaningful words, in order, with repeats. `camelCase` and `snake_case` come apart. */
export function stems(text: string): string[] {
  const result: string[] = []
  const spaced = text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase()
  for (const [word] of spaced.matchAll(wordPattern)) {
    if (stopWords.has(word)) continue
    if (unspaced.test(word)) result.push(...pairs(word))
    else result.push(stem(word))
  }
  return result
}

/** Takes off the common English endings, so that `installing`, `installs` and `installed` meet. */
export function stem(word: string): string {
  if (word.length <= 3 || /\d/.test(word)) return word
  const base = word
    .replace(/(?:ization|isation)$/, 'ize')
    .replace(/(?:ations?|ators?)$/, 'ate')
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x|z)es$/, '$1')
    .replace(/([^su])s$/, '$1')
    .replace(/(?:ingly|edly|ly)$/, '')
  const cut = base.length > 4 ? base.replace(/(?:ing|ed|ement|ment)$/, '') : base
  const root = cut.length >= 3 ? cut : base
  return root.replace(/([bdfgklmnprt])\1$/, '$1').replace(/e$/, '')
}

function pairs(word: string): string[] {
  const characters = Array.from(word)
  if (characters.length === 1) return characters
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}
