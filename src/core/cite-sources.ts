// Which of the excerpts that a run was given its answer cites.
import type { SourceSearchResult } from '../contracts/context-space.ts'
import type { Source } from '../contracts/run.ts'

/** In order of number. A number that no excerpt has cites nothing. */
export function citeSources(text: string, results: readonly SourceSearchResult[]): Source[] {
  const cited = new Set(
    [...text.matchAll(/\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]/g)].flatMap(([, list = '']) => list.split(',').map(Number)),
  )
  return results.flatMap(({ sourceId, relativePath }, index) =>
    cited.has(index + 1) ? [{ n: index + 1, title: relativePath, ref: `${sourceId}/${relativePath}` }] : [],
  )
}
