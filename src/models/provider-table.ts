// The providers reached over HTTP: which settings each needs and how its package is loaded. A package is imported only
// when one of its models is resolved; nothing here reads the process environment.
import type { EmbeddingModelV4, LanguageModelV4 } from '@ai-sdk/provider'

export type ModelEnv = Readonly<Record<string, string | undefined>>

/** What one provider package is started with. `apiKey` is absent for servers that need none. */
export type ProviderConnection = {
  apiKey: string | undefined
  baseURL: string
  fetch: typeof globalThis.fetch | undefined
}

/** One provider: its settings by name, its default model, and the loader of its package. */
export type ProviderRow = {
  name: string
  /** The setting that holds the key; null for a server that never asks for one. */
  keyName: string | null
  isKeyRequired: boolean
  baseUrlName: string
  /** Null when the base URL has to be set. */
  defaultBaseUrl: string | null
  /** The setting that names the default model; null when only `defaultModel` applies. */
  modelName: string | null
  defaultModel: string
  load: (modelId: string, connection: ProviderConnection) => Promise<LanguageModelV4>
  /** Null: the provider has no embedding models. */
  loadEmbedding: ((modelId: string, connection: ProviderConnection) => Promise<EmbeddingModelV4>) | null
}

/** In the order in which a configured provider becomes the default. */
export const providerRows: readonly ProviderRow[] = [
  {
    name: 'openai',
    keyName: 'OPENAI_API_KEY',
    isKeyRequired: true,
    baseUrlName: 'OPENAI_BASE_URL',
    defaultBaseUrl: 'https://api.openai.com/v1',
    modelName: null,
    defaultModel: 'gpt-6-luna',
    load: async (modelId, connection) => {
      const { createOpenAI } = await import('@ai-sdk/openai')
      return createOpenAI(present(connection))(modelId)
    },
    loadEmbedding: async (modelId, connection) => {
      const { createOpenAI } = await import('@ai-sdk/openai')
      return createOpenAI(present(connection)).embeddingModel(modelId)
    },
  },
  {
    name: 'anthropic',
    keyName: 'ANTHROPIC_API_KEY',
    isKeyRequired: true,
    baseUrlName: 'ANTHROPIC_BASE_URL',
    defaultBaseUrl: 'https://api.anthropic.com/v1',
    modelName: null,
    defaultModel: 'claude-sonnet-5-5',
    load: async (modelId, connection) => {
      const { createAnthropic } = await import('@ai-sdk/anthropic')
      // Anthropic's own tools take this base URL without the version, others with it.
      return createAnthropic(present({ ...connection, baseURL: withVersionPath(connection.baseURL) }))(modelId)
    },
    loadEmbedding: null,
  },
  {
    name: 'google',
    keyName: 'GOOGLE_GENERATIVE_AI_API_KEY',
    isKeyRequired: true,
    baseUrlName: 'GOOGLE_GENERATIVE_AI_BASE_URL',
    defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    modelName: null,
    defaultModel: 'gemini-3.8-flash',
    load: async (modelId, connection) => {
      const { createGoogle } = await import('@ai-sdk/google')
      return createGoogle(present(connection))(modelId)
    },
    loadEmbedding: async (modelId, connection) => {
      const { createGoogle } = await import('@ai-sdk/google')
      return createGoogle(present(connection)).embeddingModel(modelId)
    },
  },
  {
    name: 'compatible',
    keyName: 'OPENAI_COMPATIBLE_API_KEY',
    isKeyRequired: false,
    baseUrlName: 'OPENAI_COMPATIBLE_BASE_URL',
    defaultBaseUrl: null,
    modelName: 'OPENAI_COMPATIBLE_MODEL',
    defaultModel: 'default',
    load: async (modelId, connection) => (await openCompatible('compatible', connection))(modelId),
    loadEmbedding: async (modelId, connection) =>
      (await openCompatible('compatible', connection)).embeddingModel(modelId),
  },
  {
    name: 'ollama',
    keyName: null,
    isKeyRequired: false,
    baseUrlName: 'OLLAMA_BASE_URL',
    defaultBaseUrl: 'http://127.0.0.1:11434/v1',
    modelName: 'OLLAMA_MODEL',
    defaultModel: 'qwen3',
    load: async (modelId, connection) => (await openOllama(connection))(modelId),
    loadEmbedding: async (modelId, connection) => (await openOllama(connection)).embeddingModel(modelId),
  },
]

function openOllama(connection: ProviderConnection) {
  return openCompatible('ollama', { ...connection, baseURL: withVersionPath(connection.baseURL) })
}

async function openCompatible(name: string, connection: ProviderConnection) {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  const settings = { name, includeUsage: true, supportsStructuredOutputs: true, ...present(connection) }
  return createOpenAICompatible(settings)
}

/** The packages tell an absent setting from an undefined one. */
function present({ apiKey, baseURL, fetch }: ProviderConnection) {
  return { baseURL, ...(apiKey === undefined ? {} : { apiKey }), ...(fetch === undefined ? {} : { fetch }) }
}

function withVersionPath(baseURL: string): string {
  const trimmed = baseURL.replace(/\/+$/, '')
  return trimmed.endsWith('/v1') ? trimmed : `${trimmed}/v1`
}
