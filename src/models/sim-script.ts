// The simulated model `sim/script`: plays the transcript in `providerOptions.sim.script`, one turn a call. It holds no
// state: which turn comes is read off the prompt, so a repeated call plays the same turn again.
import type { LanguageModelV4, LanguageModelV4Prompt } from '@ai-sdk/provider'
import { z } from 'zod'

import { countShortened, isOwn } from './own-message.ts'
import { createCallIds } from './sim-call-ids.ts'
import { createSimModel, simulatedApiError, type SimTurn } from './sim-model.ts'
import type { SimReply, SimToolCall } from './sim-parts.ts'

const finishReasons = ['stop', 'length', 'content-filter', 'tool-calls', 'error', 'interrupted', 'other'] as const

/**
 * One turn of a script. `input` of a tool call is an object, or a string that goes out as it is (to play malformed
 * arguments). `error` without text rejects the call; with text it is streamed after the text. `cutAfter` drops the
 * connection after that many characters.
 */
export const ScriptTurn = z.strictObject({
  reasoning: z.string().optional(),
  text: z.string().optional(),
  toolCalls: z
    .array(
      z.strictObject({
        name: z.string(),
        input: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
        id: z.string().optional(),
      }),
    )
    .optional(),
  delayMs: z.number().min(0).optional(),
  error: z
    .strictObject({
      message: z.string(),
      statusCode: z.int().optional(),
      retryAfterMs: z.number().min(0).optional(),
      isRetryable: z.boolean().optional(),
    })
    .optional(),
  cutAfter: z.int().min(0).optional(),
  finishReason: z.enum(finishReasons).optional(),
})
export type ScriptTurn = z.infer<typeof ScriptTurn>

/** Creates `sim/script`. Past the end of the script it repeats the last turn's text, or says "(end of script)". */
export function createSimScript(): LanguageModelV4 {
  return createSimModel({
    modelId: 'script',
    delayMs: 0,
    reply: (options, { script }) => {
      const turns = script ?? []
      const index = turnIndex(options.prompt)
      if (index >= turns.length) {
        const last = turns.length === 0 ? {} : parseTurn(turns, turns.length - 1)
        const text = last.text ?? '(end of script)'
        return { reply: { reasoning: '', text, toolCalls: [], finishReason: 'stop' }, delayMs: last.delayMs }
      }
      return playTurn(parseTurn(turns, index), options.prompt)
    },
  })
}

/** The number of turns after the last thing the user said. */
function turnIndex(prompt: LanguageModelV4Prompt): number {
  let count = 0
  for (let index = prompt.length - 1; index >= 0; index--) {
    const message = prompt[index]
    if (!message || (message.role === 'user' && !isOwn(message))) break
    count += message.role === 'assistant' ? 1 : countShortened(message)
  }
  return count
}

function parseTurn(turns: readonly unknown[], index: number): ScriptTurn {
  const parsed = ScriptTurn.safeParse(turns[index])
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = ['script', index, ...(issue?.path ?? [])].join('.')
  throw new TypeError(`providerOptions.sim.${where}: ${issue?.message ?? 'not a turn'}`)
}

function playTurn(turn: ScriptTurn, prompt: LanguageModelV4Prompt): SimTurn {
  const failure = turn.error && scriptedError(turn.error)
  const saysSomething = turn.text !== undefined || turn.reasoning !== undefined || turn.toolCalls !== undefined
  if (failure && !saysSomething) throw failure
  const nextId = createCallIds(prompt)
  const toolCalls = (turn.toolCalls ?? []).map((call) => renderCall(call, nextId))
  const reply: SimReply = {
    reasoning: turn.reasoning ?? '',
    text: turn.text ?? '',
    toolCalls,
    finishReason: turn.finishReason ?? (toolCalls.length > 0 ? 'tool-calls' : 'stop'),
    ...(failure ? { failure } : {}),
  }
  return { reply, cutAfter: turn.cutAfter, delayMs: turn.delayMs }
}

function renderCall(
  call: NonNullable<ScriptTurn['toolCalls']>[number],
  nextId: (input: string) => string,
): SimToolCall {
  const input = typeof call.input === 'string' ? call.input : JSON.stringify(call.input ?? {})
  return { id: call.id ?? nextId(input), name: call.name, input }
}

function scriptedError(error: NonNullable<ScriptTurn['error']>): Error {
  const { message, statusCode = 500, isRetryable, retryAfterMs } = error
  const responseHeaders = retryAfterMs === undefined ? undefined : { 'retry-after-ms': String(retryAfterMs) }
  return simulatedApiError(message, { statusCode, isRetryable, ...(responseHeaders ? { responseHeaders } : {}) })
}
