// Chooses the tools a message calls for: by shared words, by a calculation in the message, and a search when nothing else
// fits. Deterministic; every choice comes with its reason.
import type { LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from '@ai-sdk/provider'

import { asSchema } from './json-schema.ts'
import type { SimHints } from './sim-hints.ts'
import type { WeightedWords } from './sim-ranking.ts'
import { isAskedFor, isSearchTool, readToolWords, type ToolWords } from './sim-tool-words.ts'
import { stems } from './sim-words.ts'

/** A chosen tool; `reason` completes "I will call it because …". */
export type ToolPick = { tool: LanguageModelV4FunctionTool; isSearch: boolean; reason: string }

/** A call that is about to be made; `input` is a plain object. */
export type PlannedCall = { pick: ToolPick; input: unknown }

type Candidate = { tool: LanguageModelV4FunctionTool; words: ToolWords; isSearch: boolean }

export const leadingTools = new Set(['write_plan', 'load_skill', 'read_skill_file'])
const mostPicks = 4
const leastScore = 1.5
/** What a word counts that only a calculation brings in. */
const calculationWeight = 0.5

/** Words for a calculation in general and for each operator. */
const calculationWords = 'calculate calculator calc compute evaluate arithmetic math mathematical expression'
const operatorWords: readonly [RegExp, string][] = [
  [/\+/, 'add addition plus sum'],
  [/\d\s*-\s*[\d(]/, 'subtract subtraction minus difference'],
  [/\*/, 'multiply multiplication times product'],
  [/\//, 'divide division quotient'],
]

/** The function tools that may be called at all: none with `toolChoice` none, one with a tool named. */
export function callableTools({ tools, toolChoice }: LanguageModelV4CallOptions): LanguageModelV4FunctionTool[] {
  if (toolChoice?.type === 'none') return []
  const own = (tools ?? []).filter((tool) => tool.type === 'function')
  return toolChoice?.type === 'tool' ? own.filter(({ name }) => name === toolChoice.toolName) : own
}

/** Those that do something: a plan and skills only lead there. */
export function workingTools(options: LanguageModelV4CallOptions): LanguageModelV4FunctionTool[] {
  return callableTools(options).filter(({ name }) => !leadingTools.has(name))
}

/** The tools to call for a question, a search first. Empty when none fits. */
export function pickTools(
  tools: readonly LanguageModelV4FunctionTool[],
  question: WeightedWords,
  hints: SimHints,
): ToolPick[] {
  const calculation = calculationStems(hints)
  const open = new Map(question)
  for (const word of calculation) open.set(word, Math.max(calculationWeight, open.get(word) ?? 0))
  const names = new Set(open.keys())
  let left = tools
    .filter((tool) => isAskedFor(tool.name, names))
    .map((tool): Candidate => ({ tool, words: readToolWords(tool), isSearch: isSearchTool(tool) }))
  const picks: ToolPick[] = []
  while (picks.length < mostPicks) {
    const best = bestOf(left, open)
    if (!best) break
    picks.push({ tool: best.tool, isSearch: best.isSearch, reason: reasonFor(best, open, hints) })
    // What one tool answers for, no second one is called for.
    const words = [...best.words.weights.keys()]
    const answered = words.some((word) => calculation.has(word)) ? [...words, ...calculation] : words
    for (const word of answered) open.delete(word)
    left = left.filter((other) => other.tool !== best.tool && !(best.isSearch && other.isSearch))
  }
  return picks.sort((a, b) => Number(b.isSearch) - Number(a.isSearch))
}

/** The search to fall back on when no tool fits the words of a question, or null. */
export function pickSearch(tools: readonly LanguageModelV4FunctionTool[], question: WeightedWords): ToolPick | null {
  const searches = tools.filter((tool) => isSearchTool(tool))
  const scored = searches.map((tool) => ({ tool, score: scoreOf(readToolWords(tool), question) }))
  const best = scored.sort((a, b) => b.score - a.score)[0]
  if (!best || question.size === 0) return null
  return { tool: best.tool, isSearch: true, reason: 'the answer has to be looked up' }
}

/** The tool to call when a call is required and none fits: the likeliest that changes nothing, else the first. */
export function pickAny(tools: readonly LanguageModelV4FunctionTool[], question: WeightedWords): ToolPick | null {
  const said = new Set(question.keys())
  const scored = tools.map((tool) => {
    const score = scoreOf(readToolWords(tool), question) + Number(isSearchTool(tool))
    return { tool, score: isAskedFor(tool.name, said) ? score + 1000 : score }
  })
  const best = scored.sort((a, b) => b.score - a.score)[0]
  return best ? { tool: best.tool, isSearch: isSearchTool(best.tool), reason: 'a tool call is required' } : null
}

/** The words a calculation in the message stands for; an operator's own ones when there is only that one. */
function calculationStems({ expression }: SimHints): Set<string> {
  if (expression === null) return new Set()
  const isSingle = (expression.match(/(?<=[\d)]\s*)[-+*/^%]/g) ?? []).length === 1
  const operators = isSingle ? operatorWords.filter(([sign]) => sign.test(expression)).map(([, words]) => words) : []
  return new Set(stems([calculationWords, ...operators].join(' ')))
}

function bestOf(candidates: readonly Candidate[], said: WeightedWords): Candidate | null {
  let best: Candidate | null = null
  let bestScore = 0
  for (const candidate of candidates) {
    if (!isFitting(candidate.words, said)) continue
    const score = scoreOf(candidate.words, said)
    if (score > bestScore) [best, bestScore] = [candidate, score]
  }
  return best
}

/** A word of its name, or two words of its description and parameters. */
function isFitting(words: ToolWords, said: WeightedWords): boolean {
  const shared = [...said.keys()].filter((word) => (words.weights.get(word) ?? 0) >= 0.7)
  if (scoreOf(words, said) < leastScore) return false
  return shared.length >= 2 || shared.some((word) => words.named.has(word))
}

function scoreOf(words: ToolWords, said: WeightedWords): number {
  let score = 0
  for (const [word, weight] of said) score += weight * (words.weights.get(word) ?? 0)
  return score
}

function reasonFor({ tool, words }: Candidate, said: WeightedWords, { expression, text }: SimHints): string {
  const takesExpression = Object.keys(asSchema(asSchema(tool.inputSchema)['properties'])).some((name) =>
    /expr|formula/i.test(name),
  )
  const shared = new Set([...said.keys()].filter((word) => (words.weights.get(word) ?? 0) >= 0.7))
  const shown = (text.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => stems(word).some((part) => shared.has(part)))
  if (expression !== null && (takesExpression || shown.length === 0))
    return `the message holds the calculation ${expression}`
  const quoted = [...new Set(shown.map((word) => word.toLowerCase()))].slice(0, 3).map((word) => `"${word}"`)
  return quoted.length === 0 ? 'it fits what was asked before' : `the message speaks of ${quoted.join(' and ')}`
}
