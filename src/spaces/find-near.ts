// Finds the pieces of documents that are nearest to a query in meaning: every vector is looked at, a slice at a time, so that
// other work goes on in between.
import { setImmediate } from 'node:timers/promises'
import type { Candidate } from '../core/rank-chunks.ts'
import type { Embedding } from '../store/context-verbs.ts'
import type { Store } from '../store/store.ts'
import type { Embedder } from './embedder.ts'

export interface NearSearch {
  readonly organizationId: string
  readonly contextSpaceIds: readonly string[]
  readonly query: string
}

const QUERY_TIMEOUT_MS = 2000
const VECTORS_AT_ONCE = 256
const MOST_NEAR = 50
/** What is less similar has nothing to do with the query, so that a search may still find nothing. */
const LEAST_SIMILARITY = 0.25

interface Near {
  readonly chunk: number
  readonly similarity: number
}

/** Nearest first. Rejects when the query cannot be embedded in time. */
export async function findNear(
  { organizationId, contextSpaceIds, query }: NearSearch,
  { store, embedder }: { readonly store: Store; readonly embedder: Embedder },
): Promise<Candidate[]> {
  if (query.trim() === '' || contextSpaceIds.length === 0) return []
  const [wanted] = await embedder.embed([query], AbortSignal.timeout(QUERY_TIMEOUT_MS))
  let best: Near[] = []
  for (const contextSpaceId of contextSpaceIds) {
    const key = { organizationId, contextSpaceId, model: embedder.model, limit: VECTORS_AT_ONCE }
    let after = 0
    let slice: Embedding[]
    do {
      slice = await store.listEmbeddings({ ...key, after })
      const near = slice.map(({ chunk, vector }) => ({ chunk, similarity: compare(wanted, vector) }))
      best = [...best, ...near.filter(({ similarity }) => similarity >= LEAST_SIMILARITY)]
        .sort((a, b) => b.similarity - a.similarity || a.chunk - b.chunk)
        .slice(0, MOST_NEAR)
      after = slice.at(-1)?.chunk ?? after
      await setImmediate()
    } while (slice.length === VECTORS_AT_ONCE)
  }
  return store.getChunks({ organizationId, chunks: best.map(({ chunk }) => chunk) })
}

/** The cosine of two vectors of length 1; 0 when they cannot be compared. */
function compare(a: Float32Array | undefined, b: Float32Array): number {
  if (a?.length !== b.length) return 0
  let sum = 0
  for (let index = 0; index < b.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}
