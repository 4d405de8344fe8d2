// A model that turns texts into vectors of their meaning, and what the store lacks of them.
import type { SpaceKey } from '../store/context-verbs.ts'
import type { Store } from '../store/store.ts'

export interface Embedder {
  /** `provider/model`. Vectors of different models are never compared. */
  readonly model: string
  /** One vector of length 1 for each text, in their order. Rejects with an Error that says why there are none. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>
}

export interface EmbedDeps {
  readonly store: Store
  readonly embedder: Embedder
  readonly signal: AbortSignal
}

const CHUNKS_AT_ONCE = 64
const TIMEOUT_MS = 60_000

/** Embeds the pieces of a space that have no vector of this model. Answers why it stopped before the end; null: it did not. */
export async function embedMissing(key: SpaceKey, { store, embedder, signal }: EmbedDeps): Promise<string | null> {
  const { model } = embedder
  const missing = await store.listUnembedded({ ...key, model })
  for (let index = 0; index < missing.length; index += CHUNKS_AT_ONCE) {
    signal.throwIfAborted()
    const { organizationId } = key
    const chunks = await store.getChunks({ organizationId, chunks: missing.slice(index, index + CHUNKS_AT_ONCE) })
    const texts = chunks.map(({ text }) => text)
    let vectors: Float32Array[]
    try {
      vectors = await embedder.embed(texts, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]))
    } catch (error) {
      signal.throwIfAborted()
      return error instanceof Error ? error.message : String(error)
    }
    const embeddings = chunks.flatMap(({ chunk }, at) => {
      const vector = vectors[at]
      return vector ? { chunk, vector } : []
    })
    await store.saveEmbeddings({ ...key, model, embeddings })
  }
  return null
}
