// The model that ERRAND_EMBEDDING_MODEL names, for searches by meaning. It is loaded when it is first asked.
import type { Models } from '../models/registry.ts'
import type { Embedder } from '../spaces/embedder.ts'
import { type Env, readText } from './env.ts'

/** Null when none is named. */
export function createEmbedder(env: Env, models: Models): Embedder | null {
  const model = readText(env, 'ERRAND_EMBEDDING_MODEL')
  if (model === null) return null
  return {
    model,
    async embed(texts, signal) {
      const resolved = await models.resolveEmbedding(model)
      if (!resolved.ok) throw new Error(`ERRAND_EMBEDDING_MODEL: ${resolved.message}`)
      const { embeddings } = await resolved.model.doEmbed({ values: [...texts], abortSignal: signal })
      if (embeddings.length !== texts.length)
        throw new Error(`${model} gave ${embeddings.length} vectors for ${texts.length} texts`)
      return embeddings.map(toUnit)
    },
  }
}

/** The same direction, of length 1. */
function toUnit(numbers: readonly number[]): Float32Array {
  const length = Math.hypot(...numbers) || 1
  return Float32Array.from(numbers, (number) => number / length)
}
