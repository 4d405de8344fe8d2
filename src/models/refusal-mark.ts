// The mark on the message that says why an answer was refused: a person did not write it, so it is no new question.
import type { LanguageModelV4Message } from '@ai-sdk/provider'

/** Providers pass over options that are not theirs. */
export const refusalMark = { errand: { isRefusal: true } } as const

export function isRefusal({ providerOptions }: LanguageModelV4Message): boolean {
  return providerOptions?.['errand']?.['isRefusal'] === true
}
