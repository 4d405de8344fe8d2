// The words a question is about, weighted: a short follow-up leans on the message before it.
import type { WeightedWords } from './sim-ranking.ts'
import type { SimRequest } from './sim-request.ts'
import { meaningfulWords, stems } from './sim-words.ts'

const earlierWeight = 0.5

/** The stems of the question, and with less weight those of an earlier message it follows up on. */
export function weighQuestion(request: SimRequest): WeightedWords {
  const words = new Map<string, number>()
  for (const word of stems(earlierText(request))) words.set(word, earlierWeight)
  for (const word of stems(request.question)) words.set(word, 1)
  return words
}

/** The earlier message that counts too, empty when the question stands on its own: "and on Windows?" does not. */
export function earlierText({ question, previousQuestion }: SimRequest): string {
  const count = meaningfulWords(question).length
  const isContinued = /^(?:and|also|or|but|then|so|what about|how about)\b/i.test(question.trim())
  const refersBack = /\b(?:it|its|that|this|they|them|those|these|there|he|she|same)\b/i.test(question)
  return count > 0 && ((isContinued && count <= 6) || count <= 2 || (refersBack && count <= 4)) ? previousQuestion : ''
}
