import { describe, expect, it } from 'vitest'

import type { ModelEnv } from './provider-table.ts'
import { createModels } from './registry.ts'

const models = (env: ModelEnv = {}) => createModels({ env })

describe('resolving a model', () => {
  it('gives the simulated models and says that they are', async () => {
    for (const id of ['sim/assistant', 'sim/script']) {
      const resolved = await models().resolve(id)
      expect(resolved).toMatchObject({
        ok: true,
        isSimulated: true,
        model: { provider: 'sim', specificationVersion: 'v4' },
      })
    }
  })

  it.each([
    ['openai/gpt-5', { OPENAI_API_KEY: 'k' }, 'openai.responses', 'gpt-5'],
    ['anthropic/claude-x', { ANTHROPIC_API_KEY: 'k' }, 'anthropic.messages', 'claude-x'],
    ['google/gemini-x', { GOOGLE_GENERATIVE_AI_API_KEY: 'k' }, 'google.generative-ai', 'gemini-x'],
    ['compatible/org/model:7b', { OPENAI_COMPATIBLE_BASE_URL: 'http://h/v1' }, 'compatible.chat', 'org/model:7b'],
    ['ollama/qwen3:8b', {}, 'ollama.chat', 'qwen3:8b'],
  ])('makes %s from its provider package', async (id, env, provider, modelId) => {
    expect(await models(env).resolve(id)).toMatchObject({ ok: true, isSimulated: false, model: { provider, modelId } })
  })

  it.each([
    ['openai/gpt-5', 'openai/gpt-5 needs OPENAI_API_KEY; set it, or use sim/assistant'],
    ['anthropic/x', 'anthropic/x needs ANTHROPIC_API_KEY; set it, or use sim/assistant'],
    ['google/x', 'google/x needs GOOGLE_GENERATIVE_AI_API_KEY; set it, or use sim/assistant'],
    ['compatible/x', 'compatible/x needs OPENAI_COMPATIBLE_BASE_URL; set it, or use sim/assistant'],
  ])('says what %s needs', async (id, message) => {
    expect(await models({ OPENAI_API_KEY: ' ' }).resolve(id)).toEqual({ ok: false, code: 'MODEL_KEY_MISSING', message })
  })

  it.each(['gpt-5', 'nobody/x', 'openai/', 'sim/other', 'sim', '', '__proto__/x', 'sim/constructor'])(
    'refuses %j with what to do instead',
    async (id) => {
      const resolved = await models({ OPENAI_API_KEY: 'k' }).resolve(id)
      expect(resolved).toMatchObject({ ok: false, code: 'MODEL_FAILED', message: expect.stringContaining(`"${id}"`) })
    },
  )

  it('refuses a base URL that is none, without repeating it', async () => {
    const resolved = await models({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'user:secret@host' }).resolve('openai/x')
    expect(resolved).toEqual({
      ok: false,
      code: 'MODEL_FAILED',
      message: 'OPENAI_BASE_URL is not an http(s) URL; write it like https://host/v1',
    })
  })
})

describe('the default model', () => {
  it.each([
    [{}, 'sim/assistant'],
    [{ ERRAND_MODEL: 'ollama/x', OPENAI_API_KEY: 'k' }, 'ollama/x'],
    [{ OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k' }, 'openai/gpt-6-luna'],
    [{ ANTHROPIC_API_KEY: 'k', GOOGLE_GENERATIVE_AI_API_KEY: 'k' }, 'anthropic/claude-sonnet-5-5'],
    [{ GOOGLE_GENERATIVE_AI_API_KEY: 'k', OLLAMA_BASE_URL: 'http://h' }, 'google/gemini-3.8-flash'],
    [{ OLLAMA_BASE_URL: 'http://h' }, 'ollama/qwen3'],
    [{ OLLAMA_BASE_URL: 'http://h', OLLAMA_MODEL: 'phi' }, 'ollama/phi'],
    [{ OLLAMA_MODEL: 'phi' }, 'sim/assistant'],
    [{ OPENAI_COMPATIBLE_BASE_URL: 'http://h/v1', OPENAI_COMPATIBLE_MODEL: 'a/b' }, 'compatible/a/b'],
  ])('with %j is %s', (env, id) => {
    expect(models(env).defaultModel()).toBe(id)
  })
})

it('lists every provider with what it needs', () => {
  expect(models({ ANTHROPIC_API_KEY: 'k', OLLAMA_BASE_URL: 'http://h' }).list()).toEqual([
    { provider: 'openai', isConfigured: false, isSimulated: false, needs: 'OPENAI_API_KEY' },
    { provider: 'anthropic', isConfigured: true, isSimulated: false },
    { provider: 'google', isConfigured: false, isSimulated: false, needs: 'GOOGLE_GENERATIVE_AI_API_KEY' },
    { provider: 'compatible', isConfigured: false, isSimulated: false, needs: 'OPENAI_COMPATIBLE_BASE_URL' },
    { provider: 'ollama', isConfigured: true, isSimulated: false },
    { provider: 'sim', isConfigured: true, isSimulated: true },
  ])
})
