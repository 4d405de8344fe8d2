// What a scripted provider answers in one turn, independent of the wire format, and the frames it becomes.

/** A tool call as the model makes it; a string `input` goes out as it is, to play malformed arguments. */
export type ProviderToolCall = { id?: string; name: string; input: Record<string, unknown> | string }

/**
 * One answer. `signature` goes with the reasoning in each dialect's own field; `redacted` is reasoning that Anthropic keeps to
 * itself. `stopAfter` ends the stream after that
 * many characters of text and reasoning: `cut` destroys the socket, `end` closes it politely but early, `hang` leaves it
 * open and silent. `streamError` is an error frame in place of the end.
 */
export type ProviderTurn = {
  reasoning?: string
  signature?: string
  redacted?: string
  text?: string
  toolCalls?: readonly ProviderToolCall[]
  httpError?: { status: number; message: string; headers?: Record<string, string> }
  streamError?: { message: string }
  stopAfter?: { characters: number; how: 'cut' | 'end' | 'hang' }
}

/** One server-sent event; `characters` is how much text or reasoning it carries. */
export type WireFrame = { event?: string; data: unknown; characters?: number }

/** A wire format: the error body and the frames of a whole answer. */
export type WireFormat = {
  renderError: (status: number, message: string) => unknown
  renderFrames: (turn: ProviderTurn, answer: { number: number; model: string }) => WireFrame[]
  /** What follows the last frame, when the format has an end marker. */
  endMarker?: string
}

/** Words with the white space after them, as models stream them. */
export function splitDeltas(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? []
}

/** The JSON text of a call's arguments in two pieces, so that a reader has to join them. */
export function splitArguments(call: ProviderToolCall): string[] {
  const text = typeof call.input === 'string' ? call.input : JSON.stringify(call.input)
  const middle = Math.ceil(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)].filter((piece) => piece !== '')
}

/** Fixed usage, the same in every format. */
export const scriptedUsage = { input: 21, output: 13, reasoning: 5 }
