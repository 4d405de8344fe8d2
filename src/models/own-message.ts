// The mark on a message that the runtime wrote and no person did, so that it is no new question.
import type { LanguageModelV4Message } from '@ai-sdk/provider'

/** `shortenedTurns`: how many turns it stands for. Providers pass over options that are not theirs. */
export function markOwn(shortenedTurns = 0) {
  return { errand: { isOwn: true, shortenedTurns } }
}

export function isOwn({ providerOptions }: LanguageModelV4Message): boolean {
  return providerOptions?.['errand']?.['isOwn'] === true
}

export function countShortened({ providerOptions }: LanguageModelV4Message): number {
  return Number(providerOptions?.['errand']?.['shortenedTurns'] ?? 0)
}
