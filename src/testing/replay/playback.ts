// What a recorded run heard from outside, to be said again: the turns of its model, the outcomes of its calls, and the
// answers of people.
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { RunEvent, RunEventData } from '../../contracts/run-event.ts'
import { writePlan } from '../../core/own-tools.ts'
import { withoutEnd } from '../../core/fork-log.ts'
import { streamParts } from '../../models/sim-stream.ts'

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>
type Outcome = EventOf<'tool.completed' | 'tool.failed' | 'tool.unknown'>
type Asked = EventOf<'tool.started' | 'approval.requested' | 'plan.written'>

export interface Playback {
  /** Says the recorded turns in order; `onEnd` is called when it is asked for more. Calls carry their recorded callId. */
  createModel(onEnd: () => void): LanguageModelV4
  /** What became of a call that ran, by its recorded callId. */
  readonly outcomesById: ReadonlyMap<string, Outcome>
  /** What a person answered about a call; `unknown` when it was asked what became of it. */
  findAnswer(callId: string, isUnknown: boolean): RunEventData<'approval.resolved'> | null
}

export function createPlayback(log: readonly RunEvent[]): Playback {
  const events = withoutEnd(log)
  const turns = events.filter((event) => event.type === 'turn.completed').map((turn) => listParts(events, turn))
  const requests = events.filter((event) => event.type === 'approval.requested')
  const answers = events.filter((event) => event.type === 'approval.resolved')
  return {
    createModel: (onEnd) => createModel(turns, onEnd),
    outcomesById: new Map(events.filter(isOutcome).map((event) => [event.data.callId, event])),
    findAnswer(callId, isUnknown) {
      const asked = requests.find(({ data }) => data.callId === callId && (data.kind === 'unknown') === isUnknown)
      return answers.find(({ data }) => data.approvalId === asked?.data.approvalId)?.data ?? null
    },
  }
}

/** Whether the call ran: a call that was refused before has no outcome to be played. */
function isOutcome(event: RunEvent): event is Outcome {
  if (event.type === 'tool.failed') return !['TOOL_NOT_FOUND', 'TOOL_INPUT_INVALID'].includes(event.data.code)
  return event.type === 'tool.completed' || event.type === 'tool.unknown'
}

function createModel(turns: readonly LanguageModelV4StreamPart[][], onEnd: () => void): LanguageModelV4 {
  let next = 0
  return {
    specificationVersion: 'v4',
    provider: 'record',
    modelId: 'record',
    supportedUrls: {},
    async doStream({ abortSignal }) {
      const parts = turns[next]
      next += 1
      if (!parts) onEnd()
      return { stream: streamParts(parts ?? [], { type: 'close' }, { delayMs: 0, abortSignal }) }
    },
    doGenerate: () => Promise.reject(new Error('a run only streams')),
  }
}

function listParts(events: readonly RunEvent[], turn: EventOf<'turn.completed'>): LanguageModelV4StreamPart[] {
  const own = events.filter((event) => event.parentSpanId === turn.spanId)
  const calls = own.filter(
    (event): event is Asked =>
      event.type === 'plan.written' ||
      event.type === 'tool.started' ||
      (event.type === 'approval.requested' && event.data.kind !== 'unknown'),
  )
  const first = calls.filter((call, index) => calls.findIndex(({ data }) => data.callId === call.data.callId) === index)
  return [...own.flatMap(textParts), ...first.map(callPart), finishPart(turn.data)]
}

function textParts(event: RunEvent): LanguageModelV4StreamPart[] {
  if (event.type !== 'message.completed' && event.type !== 'reasoning.completed') return []
  const kind = event.type === 'message.completed' ? 'text' : 'reasoning'
  const { content, providerMetadata } = event.data
  const id = event.spanId ?? ''
  const metadata = providerMetadata && { providerMetadata: providerMetadata as never }
  return [
    { type: `${kind}-start`, id },
    { type: `${kind}-delta`, id, delta: content },
    { type: `${kind}-end`, id, ...metadata },
  ]
}

function callPart({ data }: Asked): LanguageModelV4StreamPart {
  const { callId } = data
  const { toolName, input } = 'content' in data ? { toolName: writePlan.name, input: { plan: data.content } } : data
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  return { type: 'tool-call', toolCallId: callId, toolName, input: text }
}

function finishPart({ usage, finishReason }: RunEventData<'turn.completed'>): LanguageModelV4StreamPart {
  return {
    type: 'finish',
    finishReason: { unified: finishReason as 'stop', raw: finishReason },
    usage: {
      inputTokens: { total: usage.promptTokens, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: usage.completionTokens, text: undefined, reasoning: undefined },
    },
  }
}
