// Words the final answer of the simulated assistant from what the tools returned and from the passages in the prompt. It
// says only what stands there: no knowledge of its own, no guesses, and failures by their name.
import { collectPassages, type Passage } from './sim-passages.ts'
import { quotePassages } from './sim-quote.ts'
import type { WeightedWords } from './sim-ranking.ts'
import type { SimRequest, ToolOutcome } from './sim-request.ts'
import { splitSentences } from './sim-sentences.ts'
import { listLoaded, type LoadedSkill } from './sim-skills.ts'
import { describeValue } from './sim-value.ts'

/** The answer, or null when there is nothing to answer from: no tool has run and no passage came with the prompt. */
export function answerFrom(request: SimRequest, question: WeightedWords): string | null {
  const { outcomes } = request
  if (outcomes.length === 0 && request.passages.length === 0) return null
  const passages: Passage[] = [...request.passages]
  const statements: string[] = []
  const searches: ToolOutcome[] = []
  const skills = listLoaded(request)
  for (const entry of outcomes) {
    if (entry.toolName === 'load_skill' && entry.outcome.type === 'output') continue
    if (entry.outcome.type !== 'output') {
      statements.push(describeFailure(entry.toolName, entry.outcome))
      continue
    }
    const found = collectPassages(entry.outcome.value)
    for (const passage of found) {
      passages.push(passage.origin === '' ? { ...passage, origin: `result of ${entry.toolName}` } : passage)
    }
    if (found.length > 0 || isEmptyResult(entry.outcome.value)) searches.push(entry)
    else statements.push(describeValue(entry.toolName, entry.outcome.value))
  }
  for (const { name, body } of skills) passages.push({ text: body, title: name, origin: `skill ${name}` })
  const quote = passages.length > 0 ? quotePassages(passages, question) : null
  if (quote === null && statements.length === 0 && outcomes.length === 0) return null
  if (quote === null) statements.push(...skills.map(describeSkill))
  if (quote === null && searches.length > 0) statements.push(describeMiss(searches, passages))
  return [...statements, ...(quote === null ? [] : [quote])].join('\n\n')
}

/** How the skill begins, when nothing in it has a word of the message. */
function describeSkill({ name, body }: LoadedSkill): string {
  const sentences = splitSentences(body).filter(({ text }) => text !== '')
  return `The skill \`${name}\` says: ${sentences
    .slice(0, 3)
    .map(({ text }) => text)
    .join(' ')}`
}

function describeFailure(toolName: string, outcome: { type: 'failed' | 'denied'; message: string }): string {
  const message = outcome.message.trim().replace(/\s+/g, ' ').replace(/\.$/, '')
  if (outcome.type === 'denied') return `\`${toolName}\` was not run: ${message || 'it was not approved'}.`
  return `\`${toolName}\` failed: ${message || 'it gave no reason'}. I have no result from it.`
}

/** Says what was looked for, and how far the result was from the question. */
function describeMiss(searches: readonly ToolOutcome[], passages: readonly Passage[]): string {
  const asked = searches.map(({ toolName, input }) => {
    const words = searchedText(input)
    return words === '' ? `\`${toolName}\`` : `\`${toolName}\` for "${words}"`
  })
  const start = `I searched with ${[...new Set(asked)].join(' and ')}`
  if (passages.length === 0) return `${start} and nothing was found.`
  const origins = [...new Set(passages.map(({ origin }) => origin))].slice(0, 5).join(', ')
  return `${start}, but nothing was found on the question: no passage shares a word with it. What came back: ${origins}.`
}

/** The first text among the arguments of a search. */
function searchedText(input: unknown): string {
  if (typeof input !== 'object' || input === null) return ''
  const text = Object.values(input).find((value) => typeof value === 'string' && value !== '')
  return typeof text === 'string' ? text : ''
}

/** Nothing, an empty list, or an object that holds only empty lists, zeros and nulls beside its texts. */
function isEmptyResult(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof value !== 'object') return false
  const fields = Object.values(value)
  if (fields.length === 0) return true
  return (
    fields.some((field) => Array.isArray(field)) &&
    fields.every((field) => field === 0 || typeof field === 'string' || isEmptyResult(field))
  )
}
