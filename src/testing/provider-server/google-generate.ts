// The wire format of `POST /v1beta/models/X:streamGenerateContent?alt=sse`: whole function calls, thought parts with a
// signature. Arguments are objects on this wire, so a malformed call is what Google makes of it: a finish reason.
import { scriptedUsage, splitDeltas, type ProviderTurn, type WireFormat, type WireFrame } from './provider-turn.ts'

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
}

export const googleGenerate: WireFormat = {
  renderError: (status, message) => ({ error: { code: status, message, status: statuses[status] ?? 'INTERNAL' } }),
  renderFrames: (turn, { number, model }) => {
    const base = { modelVersion: model, responseId: `resp_${number}` }
    const chunk = (part: object, characters = 0): WireFrame => ({
      data: { ...base, candidates: [{ index: 0, content: { role: 'model', parts: [part] } }] },
      characters,
    })
    const thoughtSignature = turn.signature
    const frames = splitDeltas(turn.reasoning ?? '').map((text) => chunk({ text, thought: true }, text.length))
    for (const text of splitDeltas(turn.text ?? '')) frames.push(chunk({ text }, text.length))
    const malformed = (turn.toolCalls ?? []).find((call) => typeof call.input === 'string')
    for (const [index, call] of (malformed ? [] : (turn.toolCalls ?? [])).entries()) {
      const id = call.id === undefined ? {} : { id: call.id }
      const functionCall = { ...id, name: call.name, args: call.input }
      // The signature of a turn with calls comes on its first call.
      frames.push(chunk(index === 0 && thoughtSignature ? { functionCall, thoughtSignature } : { functionCall }))
    }
    if (thoughtSignature && !turn.toolCalls?.length) frames.push(chunk({ text: '', thoughtSignature }))
    if (turn.streamError) {
      return [...frames, { data: { error: { code: 503, message: turn.streamError.message, status: 'UNAVAILABLE' } } }]
    }
    const content = { role: 'model', parts: [{ text: '' }] }
    const candidate = { index: 0, content, ...renderFinish(malformed) }
    frames.push({ data: { ...base, candidates: [candidate], usageMetadata: renderUsage() } })
    return frames
  },
}

function renderFinish(malformed: NonNullable<ProviderTurn['toolCalls']>[number] | undefined) {
  if (!malformed) return { finishReason: 'STOP' }
  const finishMessage = `Malformed function call: ${malformed.name}(${JSON.stringify(malformed.input)})`
  return { finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage }
}

function renderUsage() {
  return {
    promptTokenCount: scriptedUsage.input,
    candidatesTokenCount: scriptedUsage.output - scriptedUsage.reasoning,
    thoughtsTokenCount: scriptedUsage.reasoning,
    totalTokenCount: scriptedUsage.input + scriptedUsage.output,
  }
}
