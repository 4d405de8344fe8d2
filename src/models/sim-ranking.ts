// Ranks the sentences of passages against the words of a question, in the manner of BM25 with sentences as documents.
import type { Passage } from './sim-passages.ts'
import { splitSentences, type Sentence } from './sim-sentences.ts'
import { stems } from './sim-words.ts'

/** The stems of a question and how much each counts. */
export type WeightedWords = ReadonlyMap<string, number>

/** A sentence with its place: index of its passage and its position in it. */
export type RankedSentence = Sentence & { passage: number; position: number; score: number }

const termSaturation = 1.2
const lengthInfluence = 0.5
/** How much a match in the heading or title alone counts, and what a cut sentence loses. */
const headingShare = 0.35
const cutShare = 0.6
/** What a sentence keeps that has no word of the question but one, and one that only says where something stands. */
const narrowShare = 0.4
const referenceShare = 0.2

type Candidate = RankedSentence & { words: Map<string, number>; length: number; headingWords: Set<string> }

/** All sentences that share a word with the question, best first; equal ones in the order of the text. */
export function rankSentences(passages: readonly Passage[], question: WeightedWords): RankedSentence[] {
  const candidates = passages.flatMap((passage, index) => readCandidates(passage, index))
  const averageLength = candidates.reduce((sum, { length }) => sum + length, 0) / Math.max(1, candidates.length)
  const weights = new Map<string, number>()
  for (const [word, weight] of question) {
    const holders = candidates.filter(({ words }) => words.has(word)).length
    weights.set(word, weight * Math.log(1 + (candidates.length - holders + 0.5) / (holders + 0.5)))
  }
  for (const candidate of candidates) candidate.score = scoreOf(candidate, weights, averageLength)
  return candidates
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.passage - b.passage || a.position - b.position)
}

function readCandidates(passage: Passage, index: number): Candidate[] {
  return splitSentences(passage.text).map((sentence, position) => {
    const words = new Map<string, number>()
    const all = stems(`${sentence.text} ${sentence.code ?? ''}`)
    for (const word of all) words.set(word, (words.get(word) ?? 0) + 1)
    const headingWords = new Set(stems(`${sentence.heading} ${passage.title}`))
    return { ...sentence, passage: index, position, score: 0, words, length: all.length, headingWords }
  })
}

function scoreOf(candidate: Candidate, weights: WeightedWords, averageLength: number): number {
  const { words, length, headingWords } = candidate
  let own = 0
  let fromHeading = 0
  for (const [word, weight] of weights) {
    const count = words.get(word) ?? 0
    const norm = 1 - lengthInfluence + lengthInfluence * (length / Math.max(1, averageLength))
    own += (weight * count * (termSaturation + 1)) / (count + termSaturation * norm)
    if (headingWords.has(word)) fromHeading += weight * headingShare
  }
  const covered = [...weights.keys()].filter((word) => words.has(word) || headingWords.has(word)).length
  const breadth = narrowShare + (1 - narrowShare) * (covered / Math.max(1, weights.size))
  // A very short sentence under the right heading says too little to stand for it.
  const heading = length >= 3 ? fromHeading : 0
  const order = 1 + 0.15 / (1 + candidate.passage)
  const kind = (candidate.isWhole ? 1 : cutShare) * (isReference(candidate.text) ? referenceShare : 1)
  return (own + heading) * breadth * order * kind
}

/** "Tests: `a.ts` (what it tests); `b.ts`": a label, and more code and remarks than prose behind it. */
export function isReference(text: string): boolean {
  if (!/^\p{Lu}[\p{L} ]{0,24}:\s/u.test(text)) return false
  const prose = text.replaceAll(/`[^`]*`|\([^)]*\)?/g, '')
  return prose.length < text.length * 0.7
}
