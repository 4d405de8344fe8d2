// A run as one answer: its text, and a step for each tool call, for the text and for what went wrong. Times are the log's.
import { isTerminal, type RunEvent } from '../../contracts/run-event.ts'
import { renderResult as renderText } from '../../core/render-result.ts'
import { type ChatFault, executionFailed } from './chat-event.ts'
import { type ChatEntry, createChatFold } from './chat-fold.ts'

export interface ChatStep {
  /** From 1, calls in order of starting. */
  readonly index: number
  readonly kind: 'tool_call' | 'final_answer' | 'error'
  readonly content: string | null
  readonly toolCallId: string | null
  readonly toolName: string | null
  readonly argumentsJson: string | null
  readonly outputJson: string | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly status: 'running' | 'completed' | 'failed'
  readonly startedAt: string
  readonly completedAt: string | null
}

export interface ChatResult {
  readonly isSuccess: boolean
  /** The final text; null without success. */
  readonly message: string | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly steps: readonly ChatStep[]
}

/** Takes the events of one log in order; answers the result at the terminal event, null before it. */
export type ResultFold = (event: RunEvent) => ChatResult | null

type Step = Omit<ChatStep, 'index'>

interface ResultState {
  readonly callsById: Map<string, Step>
  /** Text of the latest turn, unless it turned out to be narration. */
  text: { content: string; startedAt: string; messages: number } | null
  fault: ChatFault
}

export function createResultFold(): ResultFold {
  const fold = createChatFold()
  const state: ResultState = { callsById: new Map(), text: null, fault: executionFailed }
  return (event) => {
    if (event.type === 'turn.started') state.text = null
    for (const entry of fold(event)) applyEntry(state, entry)
    if (event.type === 'message.completed') applyMessage(state, event)
    return isTerminal(event) ? renderResult(state, event) : null
  }
}

function applyEntry(state: ResultState, entry: ChatEntry): void {
  const { type, content, toolCallId, errorCode, errorMessage } = entry.event
  if (type === 'assistant_delta') {
    state.text ??= { content: '', startedAt: entry.at, messages: 0 }
    state.text.content += content
  } else if (type === 'failed' && errorCode !== null && errorMessage !== null) {
    state.fault = { errorCode, errorMessage }
  } else if (toolCallId !== null) {
    state.callsById.set(toolCallId, createCallStep(entry, state.callsById.get(toolCallId)))
  }
}

function applyMessage(state: ResultState, { data }: Extract<RunEvent, { type: 'message.completed' }>): void {
  if (data.channel === 'narration') state.text = null
  if (!state.text) return
  if (state.text.messages === 0) state.text.startedAt = data.startedAt // its deltas may be compacted away
  state.text.messages += 1
}

function renderResult({ callsById, text, fault }: ResultState, event: RunEvent): ChatResult {
  const { at } = event
  const answer = { kind: 'final_answer', startedAt: text?.startedAt ?? at, completedAt: at } as const
  const calls = [...callsById.values()]
  if (event.type === 'run.completed') {
    const message = renderText(event.data)
    const steps = number([...calls, createStep({ ...answer, status: 'completed', content: message })])
    return { isSuccess: true, message, errorCode: null, errorMessage: null, steps }
  }
  const partial = text ? [createStep({ ...answer, status: 'failed', content: text.content })] : []
  const times = { startedAt: at, completedAt: at }
  const error = createStep({ kind: 'error', status: 'failed', content: fault.errorMessage, ...fault, ...times })
  return { ...createFailure(fault), steps: number([...calls, ...partial, error]) }
}

/** The answer when no run was made. */
export function createFailure(fault: ChatFault): ChatResult {
  return { isSuccess: false, message: null, ...fault, steps: [] }
}

function createCallStep({ at, event }: ChatEntry, started: Step | undefined): Step {
  const { type, content, toolCallId, toolName, argumentsJson, outputJson, errorCode, errorMessage } = event
  if (!started) {
    return createStep({
      kind: 'tool_call',
      status: 'running',
      content,
      toolCallId,
      toolName,
      argumentsJson,
      startedAt: at,
    })
  }
  const status = type === 'tool_call_completed' ? 'completed' : 'failed'
  return { ...started, status, content, outputJson, errorCode, errorMessage, completedAt: at }
}

const empty = {
  content: null,
  toolCallId: null,
  toolName: null,
  argumentsJson: null,
  outputJson: null,
  errorCode: null,
  errorMessage: null,
  completedAt: null,
} as const

function createStep(step: Pick<Step, 'kind' | 'status' | 'startedAt'> & Partial<Step>): Step {
  return { ...empty, ...step }
}

function number(steps: readonly Step[]): ChatStep[] {
  return steps.map((step, position) => ({ index: position + 1, ...step }))
}
