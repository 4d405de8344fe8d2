// Resolves `provider/model` ids to language models and names the default model. It reads only the settings it is given,
// and it never answers with a simulated model when a real one was asked for.
import type { EmbeddingModelV4, LanguageModelV4 } from '@ai-sdk/provider'

import { type ContextWindows, findContextWindow } from './context-windows.ts'
import { providerRows, type ModelEnv, type ProviderConnection, type ProviderRow } from './provider-table.ts'
import { findPrice, type Price, type PriceTable } from './prices.ts'
import { createSimAssistant } from './sim-assistant.ts'
import { createSimScript } from './sim-script.ts'

type Unresolved = { ok: false; code: 'MODEL_KEY_MISSING' | 'MODEL_FAILED'; message: string }

export type ResolvedModel = { ok: true; model: LanguageModelV4; isSimulated: boolean } | Unresolved

export type ResolvedEmbedding = { ok: true; model: EmbeddingModelV4 } | Unresolved

/** One row for `doctor`. `needs` is what has to be set, absent when nothing is missing. */
export type ModelListing = { provider: string; isConfigured: boolean; isSimulated: boolean; needs?: string }

/**
 * **Contract:** `resolve` and `resolveEmbedding` never throw; a model it cannot give comes back as a code and a message that says what to do.
 * `defaultModel` is always an id that `resolve` understands.
 */
export type Models = {
  resolve: (id: string) => Promise<ResolvedModel>
  /** A model that turns texts into vectors of their meaning. */
  resolveEmbedding: (id: string) => Promise<ResolvedEmbedding>
  list: () => ModelListing[]
  defaultModel: () => string
  /** What a model costs; null when that is not known. */
  findPrice: (id: string) => Price | null
  /** How many tokens a model can be told; null when that is not known. */
  findContextWindow: (id: string) => number | null
}

export interface ModelsDeps {
  /** Settings by name. */
  readonly env: ModelEnv
  /** Default: no price is known. */
  readonly prices?: PriceTable
  /** Default: what is known of the providers. */
  readonly contextWindows?: ContextWindows
  /** Replaces the global one in every provider package. */
  readonly fetch?: typeof globalThis.fetch
}

export function createModels(deps: ModelsDeps): Models {
  const { env, prices = {}, contextWindows = {} } = deps
  const simulated: Record<string, LanguageModelV4> = { assistant: createSimAssistant(), script: createSimScript() }
  return {
    resolve: async (id) => {
      const { provider, modelId } = splitId(id)
      if (provider === 'sim') return resolveSimulated(simulated, id, modelId)
      const row = providerRows.find((candidate) => candidate.name === provider)
      if (!row) return failed(`model "${id}" has no known provider; write one of ${knownIds()}`)
      if (modelId === '') return failed(`model "${id}" names no model; write ${row.name}/${row.defaultModel}, say`)
      const loaded = await resolveRow(row, modelId, row.load, deps)
      if (loaded.ok) return { ...loaded, isSimulated: false }
      return loaded.code === 'MODEL_KEY_MISSING'
        ? { ...loaded, message: `${loaded.message}, or use sim/assistant` }
        : loaded
    },
    resolveEmbedding: async (id) => {
      const { provider, modelId } = splitId(id)
      const embedding = providerRows.filter(({ loadEmbedding }) => loadEmbedding !== null)
      const row = embedding.find(({ name }) => name === provider)
      if (!row?.loadEmbedding || modelId === '') {
        const known = embedding.map(({ name }) => `${name}/…`).join(', ')
        return failed(`"${id}" is no embedding model; write one of ${known}`)
      }
      return resolveRow(row, modelId, row.loadEmbedding, deps)
    },
    list: () => [
      ...providerRows.map((row) => listRow(row, env)),
      { provider: 'sim', isConfigured: true, isSimulated: true },
    ],
    findPrice: (id) => findPrice(prices, id),
    findContextWindow: (id) => findContextWindow(contextWindows, id),
    defaultModel: () => setting(env, 'ERRAND_MODEL') ?? configuredDefault(env) ?? 'sim/assistant',
  }
}

function splitId(id: string): { provider: string; modelId: string } {
  const slash = id.indexOf('/')
  return slash < 0 ? { provider: id, modelId: '' } : { provider: id.slice(0, slash), modelId: id.slice(slash + 1) }
}

function resolveSimulated(simulated: Record<string, LanguageModelV4>, id: string, modelId: string): ResolvedModel {
  const model = Object.hasOwn(simulated, modelId) ? simulated[modelId] : undefined
  return model
    ? { ok: true, model, isSimulated: true }
    : failed(`model "${id}" does not exist; the simulated models are sim/assistant and sim/script`)
}

async function resolveRow<T>(
  row: ProviderRow,
  modelId: string,
  load: (modelId: string, connection: ProviderConnection) => Promise<T>,
  { env, fetch }: Pick<ModelsDeps, 'env' | 'fetch'>,
): Promise<{ ok: true; model: T } | Unresolved> {
  const missing = missingSetting(row, env)
  if (missing !== null) {
    const message = `${row.name}/${modelId} needs ${missing}; set it`
    return { ok: false, code: 'MODEL_KEY_MISSING', message }
  }
  const baseURL = setting(env, row.baseUrlName) ?? row.defaultBaseUrl ?? ''
  if (!isHttpUrl(baseURL)) return failed(`${row.baseUrlName} is not an http(s) URL; write it like https://host/v1`)
  const apiKey = row.keyName === null ? undefined : setting(env, row.keyName)
  try {
    return { ok: true, model: await load(modelId, { apiKey, baseURL, fetch }) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return failed(`${row.name}/${modelId} could not be loaded: ${reason}`)
  }
}

function listRow(row: ProviderRow, env: ModelEnv): ModelListing {
  const missing = missingSetting(row, env) ?? (isChosen(row, env) ? null : row.baseUrlName)
  const listing = { provider: row.name, isConfigured: missing === null, isSimulated: false }
  return missing === null ? listing : { ...listing, needs: missing }
}

function configuredDefault(env: ModelEnv): string | null {
  const row = providerRows.find((candidate) => missingSetting(candidate, env) === null && isChosen(candidate, env))
  if (!row) return null
  const named = row.modelName === null ? undefined : setting(env, row.modelName)
  return `${row.name}/${named ?? row.defaultModel}`
}

/** The name of the setting without which this provider cannot be called, or null. */
function missingSetting(row: ProviderRow, env: ModelEnv): string | null {
  if (row.isKeyRequired && row.keyName !== null && !setting(env, row.keyName)) return row.keyName
  if (row.defaultBaseUrl === null && !setting(env, row.baseUrlName)) return row.baseUrlName
  return null
}

/** Whether somebody configured this provider on purpose: by its key, or by the address of a server without keys. */
function isChosen(row: ProviderRow, env: ModelEnv): boolean {
  return row.isKeyRequired || setting(env, row.baseUrlName) !== undefined
}

/** A setting's value without stray white space; empty counts as absent. */
function setting(env: ModelEnv, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function knownIds(): string {
  return [...providerRows.map((row) => `${row.name}/…`), 'sim/assistant', 'sim/script'].join(', ')
}

function failed(message: string): Unresolved {
  return { ok: false, code: 'MODEL_FAILED', message }
}
