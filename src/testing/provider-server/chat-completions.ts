// The wire format of `POST /v1/chat/completions` with `stream: true`, as OpenAI-compatible servers speak it.
import { scriptedUsage, splitArguments, splitDeltas, type WireFormat, type WireFrame } from './provider-turn.ts'

export const chatCompletions: WireFormat = {
  endMarker: 'data: [DONE]\n\n',
  renderError: (status, message) => ({ error: { message, type: 'server_error', param: null, code: String(status) } }),
  renderFrames: (turn, { number, model }) => {
    const base = { id: `chatcmpl-${number}`, object: 'chat.completion.chunk', created: 1_760_000_000, model }
    const chunk = (delta: object, characters = 0): WireFrame => ({
      data: { ...base, choices: [{ index: 0, delta, finish_reason: null }] },
      characters,
    })
    const frames = [chunk({ role: 'assistant', content: '' })]
    for (const delta of splitDeltas(turn.reasoning ?? '')) frames.push(chunk({ reasoning: delta }, delta.length))
    for (const delta of splitDeltas(turn.text ?? '')) frames.push(chunk({ content: delta }, delta.length))
    const calls = turn.toolCalls ?? []
    for (const [index, call] of calls.entries()) {
      const id = call.id ?? `call_${number}_${index + 1}`
      frames.push(
        chunk({ tool_calls: [{ index, id, type: 'function', function: { name: call.name, arguments: '' } }] }),
      )
      for (const piece of splitArguments(call)) {
        frames.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }))
      }
    }
    if (turn.streamError) {
      return [...frames, { data: { error: { message: turn.streamError.message, type: 'server_error' } } }]
    }
    const finishReason = calls.length > 0 ? 'tool_calls' : 'stop'
    frames.push({ data: { ...base, choices: [{ index: 0, delta: {}, finish_reason: finishReason }] } })
    frames.push({ data: { ...base, choices: [], usage: renderUsage() } })
    return frames
  },
}

function renderUsage() {
  return {
    prompt_tokens: scriptedUsage.input,
    completion_tokens: scriptedUsage.output,
    total_tokens: scriptedUsage.input + scriptedUsage.output,
    completion_tokens_details: { reasoning_tokens: scriptedUsage.reasoning },
  }
}
