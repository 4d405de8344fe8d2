// Skills as the simulated assistant sees them: listed in the system text, loaded when name or description fit the message.
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { WeightedWords } from './sim-ranking.ts'
import type { SimRequest } from './sim-request.ts'
import { callableTools, type PlannedCall } from './sim-tools.ts'
import { stems } from './sim-words.ts'

export type LoadedSkill = { name: string; body: string }

/** The call that loads the skill that fits best, or null: none fits, or it was loaded before. */
export function pickSkill(
  options: LanguageModelV4CallOptions,
  { outcomes }: SimRequest,
  question: WeightedWords,
): PlannedCall | null {
  const tool = callableTools(options).find(({ name }) => name === 'load_skill')
  if (!tool) return null
  const scored = listSkills(options).map((skill) => ({ skill, score: scoreOf(skill, question) }))
  const best = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)[0]
  const isKnown = outcomes.some(({ toolName, input }) => toolName === tool.name && nameIn(input) === best?.skill.name)
  if (!best || isKnown) return null
  const { name } = best.skill
  return { pick: { tool, isSearch: false, reason: `the skill \`${name}\` fits the message` }, input: { name } }
}

/** The skills that were loaded since the question. */
export function listLoaded({ outcomes }: SimRequest): LoadedSkill[] {
  return outcomes.flatMap(({ toolName, input, outcome }) =>
    toolName === 'load_skill' && outcome.type === 'output'
      ? [{ name: nameIn(input), body: String(outcome.value) }]
      : [],
  )
}

/** The lines `- name: description` below the heading "Skills". */
function listSkills({ prompt }: LanguageModelV4CallOptions): { name: string; description: string }[] {
  const system = prompt.flatMap((message) => (message.role === 'system' ? [message.content] : [])).join('\n')
  const [, section = ''] = /^## Skills\n((?:(?!## ).*\n?)*)/m.exec(system) ?? []
  return [...section.matchAll(/^- ([a-z0-9-]+)(?:: (.*))?$/gm)].map(([, name = '', description = '']) => ({
    name,
    description,
  }))
}

/** The weight of the words that the message shares; zero unless these are a whole name, or two words. */
function scoreOf({ name, description }: { name: string; description: string }, question: WeightedWords): number {
  const named = stems(name)
  const shared = [...new Set([...named, ...stems(description)])].filter((word) => question.has(word))
  const isNamed = named.length > 0 && named.every((word) => question.has(word))
  if (!isNamed && shared.length < 2) return 0
  return shared.reduce((sum, word) => sum + (question.get(word) ?? 0), isNamed ? 1 : 0)
}

function nameIn(input: unknown): string {
  const name: unknown = typeof input === 'object' && input !== null && 'name' in input ? input.name : ''
  return typeof name === 'string' ? name : ''
}
