// The wire format of `POST /v1/responses` with `stream: true`: output items that are added, filled by deltas and done.
import {
  scriptedUsage,
  splitArguments,
  splitDeltas,
  type ProviderToolCall,
  type ProviderTurn,
  type WireFormat,
  type WireFrame,
} from './provider-turn.ts'

type Emit = (type: string, fields: Record<string, unknown>, characters?: number) => void

export const openaiResponses: WireFormat = {
  renderError: (status, message) => ({ error: { message, type: 'server_error', param: null, code: String(status) } }),
  renderFrames: (turn, { number, model }) => {
    const frames: WireFrame[] = []
    const emit: Emit = (type, fields, characters = 0) => {
      frames.push({ event: type, data: { type, sequence_number: frames.length, ...fields }, characters })
    }
    const response = {
      id: `resp_${number}`,
      object: 'response',
      created_at: 1_760_000_000,
      model,
      status: 'in_progress',
    }
    emit('response.created', { response })
    emit('response.in_progress', { response })
    renderItems(turn, number, emit)
    if (turn.streamError) {
      emit('error', { code: 'server_error', message: turn.streamError.message, param: null })
      return frames
    }
    emit('response.completed', { response: { ...response, status: 'completed', usage: renderUsage() } })
    return frames
  },
}

function renderItems(turn: ProviderTurn, number: number, emit: Emit): void {
  let index = 0
  if (turn.reasoning !== undefined) {
    renderReasoning(turn.reasoning, { id: `rs_${number}`, index: index++, signature: turn.signature ?? null }, emit)
  }
  if (turn.text !== undefined) renderMessage(turn.text, { id: `msg_${number}`, index: index++ }, emit)
  for (const [position, call] of (turn.toolCalls ?? []).entries()) {
    renderCall(call, { number, position: position + 1, index: index++ }, emit)
  }
}

function renderReasoning(
  text: string,
  item: { id: string; index: number; signature: string | null },
  emit: Emit,
): void {
  const base = { type: 'reasoning', id: item.id }
  const at = { item_id: item.id, output_index: item.index, summary_index: 0 }
  emit('response.output_item.added', { output_index: item.index, item: { ...base, summary: [] } })
  emit('response.reasoning_summary_part.added', { ...at, part: { type: 'summary_text', text: '' } })
  for (const delta of splitDeltas(text)) emit('response.reasoning_summary_text.delta', { ...at, delta }, delta.length)
  emit('response.reasoning_summary_text.done', { ...at, text })
  emit('response.reasoning_summary_part.done', { ...at, part: { type: 'summary_text', text } })
  const done = { ...base, summary: [{ type: 'summary_text', text }], encrypted_content: item.signature }
  emit('response.output_item.done', { output_index: item.index, item: done })
}

function renderMessage(text: string, item: { id: string; index: number }, emit: Emit): void {
  const base = { type: 'message', id: item.id, role: 'assistant' }
  const at = { item_id: item.id, output_index: item.index, content_index: 0 }
  const part = { type: 'output_text', text, annotations: [] }
  emit('response.output_item.added', {
    output_index: item.index,
    item: { ...base, status: 'in_progress', content: [] },
  })
  emit('response.content_part.added', { ...at, part: { ...part, text: '' } })
  for (const delta of splitDeltas(text)) emit('response.output_text.delta', { ...at, delta }, delta.length)
  emit('response.output_text.done', { ...at, text })
  emit('response.content_part.done', { ...at, part })
  emit('response.output_item.done', {
    output_index: item.index,
    item: { ...base, status: 'completed', content: [part] },
  })
}

function renderCall(
  call: ProviderToolCall,
  item: { number: number; position: number; index: number },
  emit: Emit,
): void {
  const id = `fc_${item.number}_${item.position}`
  const callId = call.id ?? `call_${item.number}_${item.position}`
  const base = { type: 'function_call', id, call_id: callId, name: call.name }
  const at = { item_id: id, output_index: item.index }
  const pieces = splitArguments(call)
  const whole = pieces.join('')
  emit('response.output_item.added', {
    output_index: item.index,
    item: { ...base, arguments: '', status: 'in_progress' },
  })
  for (const delta of pieces) emit('response.function_call_arguments.delta', { ...at, delta })
  emit('response.function_call_arguments.done', { ...at, arguments: whole })
  emit('response.output_item.done', {
    output_index: item.index,
    item: { ...base, arguments: whole, status: 'completed' },
  })
}

function renderUsage() {
  return {
    input_tokens: scriptedUsage.input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: scriptedUsage.output,
    output_tokens_details: { reasoning_tokens: scriptedUsage.reasoning },
    total_tokens: scriptedUsage.input + scriptedUsage.output,
  }
}
