// Finds a passage of a document where the document is shown: by its words, since what is between them (marks, line ends) is shown
// in another way.
import { listTexts } from './link-citations.ts'

const WORD = /[\p{L}\p{M}\p{N}]+/gu
/** So many words in a row count as a place. */
const GRAM = 4

/** Places of the first and the last word of a passage among the words of a text; null: it is not there. */
export function findWords(
  words: readonly string[],
  passage: readonly string[],
): { first: number; last: number } | null {
  const size = Math.min(GRAM, passage.length)
  if (size === 0) return null
  const grams = Array.from({ length: passage.length - size + 1 }, (_, at) => passage.slice(at, at + size))
  const starts = grams.map((gram) => indexOfGram(words, gram, 0))
  const first = starts.find((place) => place >= 0)
  if (first === undefined) return null
  const end = first + 2 * passage.length
  const ends = grams.map((gram) => indexOfGram(words.slice(0, end), gram, first) + size - 1)
  return { first, last: Math.max(first + size - 1, ...ends) }
}

function indexOfGram(words: readonly string[], gram: readonly string[], from: number): number {
  return words.findIndex((_, place) => place >= from && gram.every((word, index) => words[place + index] === word))
}

/** null: the passage is not in what is shown. */
export function findPassage(root: Element, passage: string): Range | null {
  const placed = listTexts(root).flatMap((node) =>
    Array.from(node.data.matchAll(WORD), ({ 0: word, index }) => ({ word: word.toLowerCase(), node, index })),
  )
  const words = placed.map(({ word }) => word)
  const found = findWords(words, passage.toLowerCase().match(WORD) ?? [])
  const [first, last] = [placed[found?.first ?? -1], placed[found?.last ?? -1]]
  if (!first || !last) return null
  const range = document.createRange()
  range.setStart(first.node, first.index)
  range.setEnd(last.node, last.index + last.word.length)
  return range
}
