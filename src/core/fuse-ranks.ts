// Makes one order of two: that of words and that of meaning. What stands well in either comes first (reciprocal rank fusion).
import { type Candidate, documentKey, type RankedDocument, sortDocuments } from './rank-chunks.ts'

/** How little the first places differ; 60 as usual. */
const RANK_OFFSET = 60

/** `near`: pieces by meaning, best first; with none the order of words stays as it is. A document found by words shows the piece that has them. */
export function fuseRanks(ranked: readonly RankedDocument[], near: readonly Candidate[]): readonly RankedDocument[] {
  if (near.length === 0) return ranked
  const fused = new Map<string, RankedDocument>()
  for (const list of [ranked.map(({ candidate }) => candidate), keepBest(near)]) {
    for (const [index, candidate] of list.entries()) {
      const known = fused.get(documentKey(candidate))
      const score = (known?.score ?? 0) + 1 / (RANK_OFFSET + index + 1)
      fused.set(documentKey(candidate), { candidate: known?.candidate ?? candidate, score })
    }
  }
  const rounded = [...fused.values()].map(({ candidate, score }) => ({
    candidate,
    score: Math.round(score * 1e6) / 1e6,
  }))
  return sortDocuments(rounded)
}

/** A document by its first piece. */
function keepBest(near: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>()
  for (const candidate of near) if (!best.has(documentKey(candidate))) best.set(documentKey(candidate), candidate)
  return [...best.values()]
}
