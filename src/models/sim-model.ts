// Makes a language model out of a pure function from the call to a reply: streaming, switches, abort. The function holds
// the behaviour; this file must not know any.
import {
  APICallError,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4StreamPart,
} from '@ai-sdk/provider'

import { collectStream } from './collect-stream.ts'
import { renderParts, type SimReply } from './sim-parts.ts'
import { abortError, streamParts, type StreamEnding } from './sim-stream.ts'
import { readSimSwitches, type SimFailure, type SimSwitches } from './sim-switches.ts'

/** What to say, and how: `cutAfter` is the number of characters after which the stream ends with an error. */
export type SimTurn = { reply: SimReply; cutAfter?: number | undefined; delayMs?: number | undefined }

/** `reply` may throw: that rejects the call, as a provider's HTTP error does. */
export function createSimModel(deps: {
  modelId: string
  delayMs: number
  reply: (options: LanguageModelV4CallOptions, switches: SimSwitches) => SimTurn
}): LanguageModelV4 {
  const doStream: LanguageModelV4['doStream'] = async (options) => {
    const { abortSignal } = options
    if (abortSignal?.aborted) throw abortError(abortSignal)
    const switches = readSimSwitches(options, deps.delayMs)
    if (switches.failure === 'error') throw injectedError(deps.modelId)
    const turn = deps.reply(options, switches)
    const parts = renderParts(withFailure(turn.reply, switches.failure), deps.modelId, options)
    const delayMs = turn.delayMs ?? switches.delayMs
    const { kept, ending } = endOf(parts, turn, switches.failure)
    return { stream: streamParts(kept, ending, { delayMs, abortSignal }) }
  }
  return {
    specificationVersion: 'v4',
    provider: 'sim',
    modelId: deps.modelId,
    supportedUrls: {},
    doStream,
    doGenerate: async (options) => collectStream(await doStream(options)),
  }
}

/** An injected failure looks like the overloaded provider it stands for: status 503, worth another try. */
function injectedError(modelId: string): APICallError {
  return simulatedApiError(`sim/${modelId} failed on purpose (providerOptions.sim.failure)`, { statusCode: 503 })
}

/** An error as a provider package would throw it, without a request behind it. */
export function simulatedApiError(
  message: string,
  detail: { statusCode: number; isRetryable?: boolean | undefined; responseHeaders?: Record<string, string> },
): APICallError {
  const { isRetryable, ...rest } = detail
  const retry = isRetryable === undefined ? {} : { isRetryable }
  return new APICallError({ message, url: 'sim:', requestBodyValues: {}, ...rest, ...retry })
}

function withFailure(reply: SimReply, failure: SimFailure | null): SimReply {
  if (failure !== 'malformed-args') return reply
  const toolCalls = reply.toolCalls.map((call) => ({ ...call, input: `${call.input.slice(0, -1)},"` }))
  return { ...reply, toolCalls }
}

function endOf(
  parts: LanguageModelV4StreamPart[],
  turn: SimTurn,
  failure: SimFailure | null,
): { kept: LanguageModelV4StreamPart[]; ending: StreamEnding } {
  if (failure === 'hang') return { kept: parts.slice(0, 2), ending: { type: 'hang' } }
  if (turn.cutAfter === undefined) return { kept: parts, ending: { type: 'close' } }
  return { kept: cutParts(parts, turn.cutAfter), ending: { type: 'error', error: cutConnection() } }
}

/** The parts up to the given number of streamed characters; the last delta may be a piece of one. */
function cutParts(parts: readonly LanguageModelV4StreamPart[], cutAfter: number): LanguageModelV4StreamPart[] {
  const kept: LanguageModelV4StreamPart[] = []
  let left = cutAfter
  for (const part of parts) {
    if (part.type === 'finish') break
    if (!('delta' in part)) {
      kept.push(part)
      continue
    }
    if (part.delta.length > left) {
      const delta = wholeCharacters(part.delta, left)
      if (delta !== '') kept.push({ ...part, delta })
      break
    }
    kept.push(part)
    left -= part.delta.length
  }
  return kept
}

/** The first `length` code units, one less where that would part a surrogate pair. */
function wholeCharacters(text: string, length: number): string {
  const piece = text.slice(0, length)
  return piece.isWellFormed() ? piece : piece.slice(0, -1)
}

/** The error `fetch` gives when the other side drops the connection. */
function cutConnection(): TypeError {
  const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })
  return new TypeError('terminated', { cause })
}
