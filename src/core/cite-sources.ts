// Which of the excerpts that a run was given its answer cites.
import type { SourceSearchResult } from '../contracts/context-space.ts'
import type { Source } from '../contracts/run.ts'

/** Each once, in the order in which the text cites them first. A number that no excerpt has cites nothing. */
export function citeSources(text: string, results: readonly SourceSearchResult[]): Source[] {
  const cited = new Set(
    [...text.matchAll(/\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]/g)].flatMap(([, list = '']) => list.split(',').map(Number)),
  )
  return [...cited].flatMap((n) => {
    const { sourceId, relativePath } = results[n - 1] ?? {}
    return relativePath === undefined ? [] : [{ n, title: relativePath, ref: `${sourceId}/${relativePath}` }]
  })
}
