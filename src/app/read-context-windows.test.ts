import { expect, it } from 'vitest'
import { findContextWindow } from '../models/context-windows.ts'
import { readContextWindows } from './read-context-windows.ts'

it('ERRAND_CONTEXT_WINDOWS says how much models can be told, before what is known of the providers', () => {
  const windows = readContextWindows({ ERRAND_CONTEXT_WINDOWS: ' ollama/*=32768, openai/gpt-5=400000,' })
  expect(windows).toEqual({ 'ollama/*': 32_768, 'openai/gpt-5': 400_000 })
  const models = [
    'openai/gpt-5',
    'openai/gpt-4o',
    'anthropic/x',
    'google/x',
    'ollama/qwen3',
    'compatible/x',
    'sim/assistant',
  ]
  const sizes = models.map((model) => findContextWindow(windows, model))
  expect(sizes).toEqual([400_000, 128_000, 200_000, 1_000_000, 32_768, null, null])
  expect(readContextWindows({})).toEqual({})
})

it.each(['ollama/*', 'ollama/*=big', 'ollama/*=10', 'ollama=32768', 'ollama/*=32768=1,x'])(
  'ERRAND_CONTEXT_WINDOWS=%s is refused with an example',
  (text) => {
    expect(() => readContextWindows({ ERRAND_CONTEXT_WINDOWS: text })).toThrow(/takes ollama\/\*=32768,openai/)
  },
)
