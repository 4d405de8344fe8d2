// The simulated model `sim/assistant`: deterministic and honest. It plans when it can, loads the skill that fits, calls the
// tools a message asks for, answers by quoting what it was given, and says plainly what it is when that is nothing.
import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider'

import { answerFrom } from './sim-answer.ts'
import { fillArguments } from './sim-arguments.ts'
import { createCallIds } from './sim-call-ids.ts'
import { canonicalJson } from './sim-canonical.ts'
import { readHints, type SimHints } from './sim-hints.ts'
import { introduceYourself } from './sim-introduction.ts'
import { answerJson } from './sim-json.ts'
import { createSimModel, type SimTurn } from './sim-model.ts'
import { planFirst } from './sim-plan.ts'
import { earlierText, weighQuestion } from './sim-question.ts'
import { quotePassages } from './sim-quote.ts'
import type { WeightedWords } from './sim-ranking.ts'
import { readRequest, type SimRequest } from './sim-request.ts'
import { pickSkill } from './sim-skills.ts'
import { callableTools, pickAny, pickSearch, pickTools, type PlannedCall, workingTools } from './sim-tools.ts'

/**
 * Creates `sim/assistant`. It streams with a pause of 12 ms before each delta unless `providerOptions.sim.delayMs` says
 * otherwise. The same prompt always gives the same parts.
 */
export function createSimAssistant(): LanguageModelV4 {
  return createSimModel({ modelId: 'assistant', delayMs: 12, reply: replyTo })
}

function replyTo(options: LanguageModelV4CallOptions): SimTurn {
  const request = readRequest(options.prompt)
  const question = weighQuestion(request)
  const hints = readHints(request.question, earlierText(request))
  const skill = pickSkill(options, request, question)
  const calls = planCalls(options, request, question, hints)
  const steps = skill ? [skill, ...calls] : calls
  const plan = planFirst(callableTools(options), request, steps)
  if (plan) return callTools([plan], options)
  if (steps.length > 0) return callTools(skill ? [skill] : calls, options)
  const answered = answerFrom(request, question)
  const text = answered ?? introduceYourself(workingTools(options), request.passages.length > 0)
  const { responseFormat } = options
  const isJson = responseFormat?.type === 'json'
  const said = isJson ? answerJson(responseFormat.schema, text, request.outcomes, hints) : text
  const reasoning =
    isJson && answered === null
      ? 'No tool fits the message, so I will fill the JSON that was asked for with what the message says.'
      : `${explainAnswer(request, answered !== null)}${isJson ? ' It goes into the JSON that was asked for.' : ''}`
  return { reply: { reasoning, text: said, toolCalls: [], finishReason: 'stop' } }
}

/** What to call now: a search on its own first, then the rest together; nothing twice with the same input. */
function planCalls(
  options: LanguageModelV4CallOptions,
  request: SimRequest,
  question: WeightedWords,
  hints: SimHints,
): PlannedCall[] {
  const tools = workingTools(options)
  const isRequired = options.toolChoice?.type === 'required' || options.toolChoice?.type === 'tool'
  let picks = pickTools(tools, question, hints)
  if (picks.length === 0 && !isAnswered(request, question))
    picks = [pickSearch(tools, question)].filter((pick) => pick !== null)
  if (picks.length === 0 && isRequired) picks = [pickAny(tools, question)].filter((pick) => pick !== null)
  const planned = picks.map((pick): PlannedCall => ({ pick, input: fillArguments(pick.tool.inputSchema, hints) }))
  const made = new Set(request.outcomes.map(({ toolName, input }) => `${toolName} ${canonicalJson(input)}`))
  const open = planned.filter(({ pick, input }) => !made.has(`${pick.tool.name} ${canonicalJson(input)}`))
  if (open.length === 0) return isRequired ? planned.slice(0, 1) : []
  const search = open.find(({ pick }) => pick.isSearch)
  return search ? [search] : open
}

/** Whether the passages in the prompt already have something on the question, so that no search is needed. */
function isAnswered(request: SimRequest, question: WeightedWords): boolean {
  return request.passages.length > 0 && quotePassages(request.passages, question) !== null
}

function callTools(calls: readonly PlannedCall[], options: LanguageModelV4CallOptions): SimTurn {
  const nextId = createCallIds(options.prompt)
  const toolCalls = calls.map(({ pick, input }) => {
    const text = JSON.stringify(input)
    return { id: nextId(text), name: pick.tool.name, input: text }
  })
  const named = calls.map(({ pick }) => `\`${pick.tool.name}\``).join(' and ')
  const reasons = [...new Set(calls.map(({ pick }) => pick.reason))].join(', and ')
  return {
    reply: { reasoning: `I will call ${named} because ${reasons}.`, text: '', toolCalls, finishReason: 'tool-calls' },
  }
}

function explainAnswer({ outcomes, passages }: SimRequest, hasAnswer: boolean): string {
  if (!hasAnswer) return 'No tool fits the message and there is no text to answer from, so I will say what I can do.'
  const named = [...new Set(outcomes.map(({ toolName }) => `\`${toolName}\``))].join(' and ')
  const count = `${passages.length} ${passages.length === 1 ? 'passage' : 'passages'}`
  if (named === '') return `I will answer from the ${count} that came with the question.`
  return `I have what ${named} returned, so I will answer from that.`
}
