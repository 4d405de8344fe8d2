// How many tokens a prompt is, roughly and rather too many: no tokenizer is known for most models.
import type { LanguageModelV4Prompt } from '@ai-sdk/provider'

/** Four characters of ASCII count as one token, and every other character as one. */
export function estimateTokens(value: LanguageModelV4Prompt | readonly unknown[]): number {
  const text = JSON.stringify(value)
  const others = text.match(/\P{ASCII}/gu)?.length ?? 0
  return Math.ceil((text.length - others) / 4) + others
}
