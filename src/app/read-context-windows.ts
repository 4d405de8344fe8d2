// Windows of models from ERRAND_CONTEXT_WINDOWS.
import { z } from 'zod'
import { ContextWindows } from '../models/context-windows.ts'
import { ConfigError, type Env, readText } from './env.ts'

/** `ollama/*=32768,openai/gpt-5=400000`. Throws a `ConfigError` that says what is wrong with it. */
export function readContextWindows(env: Env): ContextWindows {
  const items = (readText(env, 'ERRAND_CONTEXT_WINDOWS') ?? '').split(',').filter((item) => item.trim() !== '')
  const pairs = items.map((item) => item.split('=').map((part) => part.trim()))
  const parsed = ContextWindows.safeParse(Object.fromEntries(pairs.map(([model = '', size]) => [model, Number(size)])))
  if (parsed.success) return parsed.data
  const example = 'ollama/*=32768,openai/gpt-5=400000 (tokens, 1000 at least)'
  throw new ConfigError(`ERRAND_CONTEXT_WINDOWS takes ${example}:\n${z.prettifyError(parsed.error)}`)
}
