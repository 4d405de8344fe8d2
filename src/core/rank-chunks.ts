// Ranks what an index found, so that every store answers in the same order: BM25 for each field of a piece of text, where a
// file name, a folder and the first heading count more than the body. A document is as good as its best piece.
import type { SourceSearchResult } from '../contracts/context-space.ts'
import { countTerms, listTerms, listTokens } from './search-terms.ts'

/** A piece of a document that holds a term of the query. */
export interface Candidate {
  readonly contextSpaceId: string
  readonly sourceId: string
  readonly relativePath: string
  /** The document's first heading; empty when it has none. */
  readonly heading: string
  readonly text: string
}

/** What is known of all pieces that were searched. */
export interface Corpus {
  readonly chunkCount: number
  /** In how many pieces each term of the query stands. */
  readonly countsByTerm: ReadonlyMap<string, number>
}

export interface RankedDocument {
  readonly candidate: Candidate
  readonly score: number
}

const WEIGHTS = { name: 2, folder: 1, heading: 2, body: 1 }
const SATURATION = 1.2
const LENGTH_SHARE = 0.75
/** Words in a piece of the usual size. */
const USUAL_TERMS = 160

const MOST_SELECTED = 4
const LEAST_SHARE = 0.45
const SNIPPET_CHARACTERS = 320
/** So much of a snippet stands before the first match. */
const LEAD_CHARACTERS = 80

/** In the order of `sortDocuments`. */
export function rankDocuments(query: string, candidates: readonly Candidate[], corpus: Corpus): RankedDocument[] {
  const terms = new Set(listTerms(query))
  const best = new Map<string, RankedDocument>()
  for (const candidate of candidates) {
    const score = scoreChunk(candidate, terms, corpus)
    const key = documentKey(candidate)
    if (score > (best.get(key)?.score ?? 0)) best.set(key, { candidate, score })
  }
  return sortDocuments([...best.values()])
}

export function documentKey({ contextSpaceId, sourceId, relativePath }: Candidate): string {
  return JSON.stringify([contextSpaceId, sourceId, relativePath])
}

/** Best first, then by source and path. */
export function sortDocuments(documents: readonly RankedDocument[]): RankedDocument[] {
  return documents.toSorted(
    (a, b) =>
      b.score - a.score ||
      compare(a.candidate.sourceId, b.candidate.sourceId) ||
      compare(a.candidate.relativePath, b.candidate.relativePath),
  )
}

/** What a run is given of ranked documents: the few that are nearly as good as the best. */
export function selectDocuments(ranked: readonly RankedDocument[]): RankedDocument[] {
  const least = (ranked[0]?.score ?? 0) * LEAST_SHARE
  return ranked.slice(0, MOST_SELECTED).filter(({ score }) => score >= least)
}

export function renderResult(
  { candidate, score }: RankedDocument,
  query: string,
  sourceNamesById: ReadonlyMap<string, string>,
): SourceSearchResult {
  const { sourceId, relativePath, text } = candidate
  const sourceName = sourceNamesById.get(sourceId) ?? ''
  const snippet = cutSnippet(text, new Set(listTerms(query)))
  return { sourceId, sourceName, relativePath, fileName: splitPath(relativePath).name, snippet, score }
}

function scoreChunk({ relativePath, heading, text }: Candidate, terms: ReadonlySet<string>, corpus: Corpus): number {
  const { folder, name } = splitPath(relativePath)
  const body = countTerms(text, terms)
  const norm = SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * body.words) / USUAL_TERMS)
  const short = [
    { weight: WEIGHTS.name, counts: countTerms(name, terms).counts },
    { weight: WEIGHTS.folder, counts: countTerms(folder, terms).counts },
    { weight: WEIGHTS.heading, counts: countTerms(heading, terms).counts },
  ]
  let sum = 0
  for (const term of terms) {
    const inBody = body.counts.get(term) ?? 0
    const fields = short.reduce((all, { weight, counts }) => all + (counts.has(term) ? weight : 0), 0)
    const found = fields + (WEIGHTS.body * inBody * (SATURATION + 1)) / (inBody + norm)
    sum += found * rarity(corpus, term)
  }
  return Math.round(sum * 1e4) / 1e4
}

/** Always above zero: in a small space a word may stand everywhere and still be all there is to go by. */
function rarity({ chunkCount, countsByTerm }: Corpus, term: string): number {
  const count = Math.min(chunkCount, countsByTerm.get(term) ?? 0)
  return Math.log(1 + (chunkCount - count + 0.5) / (count + 0.5))
}

export function splitPath(relativePath: string): { folder: string; name: string } {
  const slash = relativePath.lastIndexOf('/')
  return { folder: relativePath.slice(0, Math.max(0, slash)), name: relativePath.slice(slash + 1) }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function cutSnippet(text: string, terms: ReadonlySet<string>): string {
  const match = listTokens(text).find(({ term }) => terms.has(term))?.index ?? 0
  const latest = Math.max(0, text.length - SNIPPET_CHARACTERS)
  const start = toWord(text, Math.min(latest, Math.max(0, match - LEAD_CHARACTERS)), match)
  const cut = text.slice(start, start + SNIPPET_CHARACTERS)
  const isCut = start + cut.length < text.length
  const whole = isCut ? cut.replace(/\s+\S*$/, '') || cut : cut
  return `${start > 0 ? '...' : ''}${whole.trim()}${isCut ? '...' : ''}`
}

/** The start of the next word, unless the match would be lost. */
function toWord(text: string, start: number, match: number): number {
  if (start === 0) return 0
  const space = text.slice(start, match).search(/\s/)
  return space < 0 ? start : start + space + 1
}
