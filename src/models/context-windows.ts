// How many tokens models can be told at once. What the user says goes first; for providers that serve models of known size
// there is a cautious default, for others none.
import { APICallError } from '@ai-sdk/provider'
import { z } from 'zod'
import { findByModel, ModelPattern } from './prices.ts'

/** Tokens by `provider/model`; a key that ends in `*` stands for all models whose id begins with what is before it. */
export const ContextWindows = z.record(ModelPattern, z.int().min(1000).max(100_000_000))
export type ContextWindows = z.infer<typeof ContextWindows>

/** The smallest window among the models that each of these serves today. */
const DEFAULTS: ContextWindows = { 'openai/*': 128_000, 'anthropic/*': 200_000, 'google/*': 1_000_000 }

export function findContextWindow(windows: ContextWindows, model: string): number | null {
  return findByModel(windows, model) ?? findByModel(DEFAULTS, model)
}

/** What OpenAI, Anthropic, Google, vLLM, llama.cpp and LM Studio say of a prompt that is too long. */
const tooLong = /context[ _](?:length|window|size)|prompt is too long|token count .{0,40}exceeds|context overflows/i

/** Whether the provider refused the prompt because it does not fit the window of the model. */
export function isOverflow(error: unknown): boolean {
  if (APICallError.isInstance(error)) {
    return (
      [400, 413, 422].includes(error.statusCode ?? 0) && tooLong.test(`${error.message} ${error.responseBody ?? ''}`)
    )
  }
  const isFrame = typeof error === 'object' && error !== null && 'message' in error
  return isFrame && tooLong.test(String(error.message))
}
