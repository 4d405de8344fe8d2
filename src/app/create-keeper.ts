// The keeper of context spaces, with the model that ERRAND_EMBEDDING_MODEL names.
import { readFile } from 'node:fs/promises'
import type { Models } from '../models/registry.ts'
import { createSpaceKeeper, type SpaceKeeper, type SpaceKeeperDeps } from '../spaces/space-keeper.ts'
import { createEmbedder } from './create-embedder.ts'
import type { Env } from './env.ts'

interface Settings {
  readonly env: Env
  readonly contextRoots?: readonly string[]
}

export function createKeeper(
  { env, contextRoots = [] }: Settings,
  models: Models,
  parts: Omit<SpaceKeeperDeps, 'roots' | 'readFile' | 'embedder'>,
): SpaceKeeper {
  const embedder = createEmbedder(env, models)
  return createSpaceKeeper({ ...parts, embedder, roots: contextRoots, readFile: (path) => readFile(path) })
}
