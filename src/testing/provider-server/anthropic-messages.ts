// The wire format of `POST /v1/messages` with `stream: true`: named events, content blocks, thinking with a signature.
import { scriptedUsage, splitArguments, splitDeltas, type WireFormat, type WireFrame } from './provider-turn.ts'

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}

export const anthropicMessages: WireFormat = {
  renderError: (status, message) => ({ type: 'error', error: { type: errorTypes[status] ?? 'api_error', message } }),
  renderFrames: (turn, { number, model }) => {
    const frames = [named({ type: 'message_start', message: startMessage(number, model) }), named({ type: 'ping' })]
    let index = 0
    const block = (start: object, deltas: { delta: object; characters: number }[]): void => {
      frames.push(named({ type: 'content_block_start', index, content_block: start }))
      for (const { delta, characters } of deltas) {
        frames.push(named({ type: 'content_block_delta', index, delta }, characters))
      }
      frames.push(named({ type: 'content_block_stop', index: index++ }))
    }
    if (turn.reasoning !== undefined) {
      const deltas = splitDeltas(turn.reasoning).map((thinking) => ({
        delta: { type: 'thinking_delta', thinking },
        characters: thinking.length,
      }))
      const signature = { delta: { type: 'signature_delta', signature: turn.signature ?? 'sig' }, characters: 0 }
      block({ type: 'thinking', thinking: '', signature: '' }, [...deltas, signature])
    }
    if (turn.redacted !== undefined) block({ type: 'redacted_thinking', data: turn.redacted }, [])
    if (turn.text !== undefined) {
      const deltas = splitDeltas(turn.text).map((text) => ({
        delta: { type: 'text_delta', text },
        characters: text.length,
      }))
      block({ type: 'text', text: '' }, deltas)
    }
    const calls = turn.toolCalls ?? []
    for (const [position, call] of calls.entries()) {
      const id = call.id ?? `toolu_${number}_${position + 1}`
      const deltas = splitArguments(call).map((piece) => ({
        delta: { type: 'input_json_delta', partial_json: piece },
        characters: 0,
      }))
      block({ type: 'tool_use', id, name: call.name, input: {} }, deltas)
    }
    if (turn.streamError) {
      const error = { type: 'overloaded_error', message: turn.streamError.message }
      return [...frames, named({ type: 'error', error })]
    }
    const stop = { stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null }
    frames.push(named({ type: 'message_delta', delta: stop, usage: { output_tokens: scriptedUsage.output } }))
    frames.push(named({ type: 'message_stop' }))
    return frames
  },
}

function named(data: { type: string } & Record<string, unknown>, characters = 0): WireFrame {
  return { event: data.type, data, characters }
}

function startMessage(number: number, model: string) {
  return {
    id: `msg_${number}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: scriptedUsage.input, output_tokens: 1 },
  }
}
