// The fold of a run's log into chat events. Pure: the same log gives the same events, whenever and however often it is read.
import type { RunEvent } from '../../contracts/run-event.ts'
import { type ChatEvent, type ChatFault, createChatEvent, createFailed, renderFault } from './chat-event.ts'
import { renderResult } from '../../core/render-result.ts'
import { type LoadedSkill, readLoadedSkill, renderProvided, renderSearched } from './fold-context.ts'

/** A chat event, and the last event of the log behind it. */
export interface ChatEntry {
  readonly seq: number
  readonly at: string
  readonly event: ChatEvent
}

/** Takes the events of one log in order and gives the chat events that each of them makes. */
export type ChatFold = (event: RunEvent) => ChatEntry[]

interface FoldState {
  /** Calls that were shown as started, by callId. */
  readonly callsById: Map<string, { readonly toolName: string; isOpen: boolean }>
  /** Characters shown of each message of the turn, by messageId. */
  readonly shownById: Map<string, number>
  /** The answer is an object: its text is shown when it is known to be the result. */
  isJson: boolean
  /** Skills that the model was told of, not shown yet: they go out together. */
  listed: { seq: number; at: string; skills: LoadedSkill[] } | null
}

export function createChatFold(): ChatFold {
  const state: FoldState = { callsById: new Map(), shownById: new Map(), isJson: false, listed: null }
  return (event) => {
    const { seq, at } = event
    if (isListing(event)) {
      const skills = [...(state.listed?.skills ?? []), readLoadedSkill(event.data)]
      state.listed = { seq, at, skills }
      return []
    }
    const { listed } = state
    state.listed = null
    const entries = foldEvent(state, event).map((chatEvent) => ({ seq, at, event: chatEvent }))
    if (!listed) return entries
    const loaded = createChatEvent('skill_loaded', { loadedSkills: listed.skills })
    return [{ seq: listed.seq, at: listed.at, event: loaded }, ...entries]
  }
}

type AnyEvent = { readonly type: string; readonly data: object }

function isListing({ type, data }: AnyEvent): boolean {
  return type === 'skill.loaded' && 'stage' in data && data.stage === 'listed'
}

function foldEvent(state: FoldState, event: RunEvent): ChatEvent[] {
  switch (event.type) {
    case 'run.created':
      state.isJson = event.data.resultType === 'json'
      return []
    case 'turn.started':
      state.shownById.clear()
      return []
    case 'message.delta':
      return state.isJson ? [] : write(state, event.data.messageId, event.data.content)
    case 'message.completed': {
      const { messageId, content, channel } = event.data
      if (state.isJson && channel === 'final') return []
      return write(state, messageId, content.slice(state.shownById.get(messageId) ?? 0))
    }
    case 'approval.requested':
    case 'approval.resolved':
    case 'tool.started':
    case 'tool.completed':
    case 'tool.failed':
    case 'tool.unknown':
      return foldCall(state, event)
    case 'run.completed':
      return [
        ...closeAll(state, renderFault('INTERNAL_ERROR', '')),
        ...(state.isJson ? [createChatEvent('assistant_delta', { content: renderResult(event.data) })] : []),
        createChatEvent('completed'),
      ]
    case 'run.failed':
      return fail(state, renderFault(event.data.code, event.data.message))
    case 'run.cancelled':
      return fail(state, renderFault('CANCELLED', 'The run was cancelled.'))
    default:
      return foldContext(event)
  }
}

function foldContext({ type, data }: AnyEvent): ChatEvent[] {
  if (type === 'context.provided') return [renderProvided(data)]
  if (type === 'context.searched') return [renderSearched(data)]
  if (type === 'skill.loaded') return [createChatEvent('skill_loaded', { loadedSkills: [readLoadedSkill(data)] })]
  return []
}

/** Texts of one turn are joined by a blank line, as they are in the stored text. */
function write({ shownById }: FoldState, messageId: string, content: string): ChatEvent[] {
  if (content === '') return []
  const shown = shownById.get(messageId)
  const isFurther = shown === undefined && shownById.size > 0
  shownById.set(messageId, (shown ?? 0) + content.length)
  return [createChatEvent('assistant_delta', { content: isFurther ? `\n\n${content}` : content })]
}

type CallEvent = Extract<RunEvent, { type: `tool.${string}` | `approval.${string}` }>

/** A call that a person is asked about is shown as started; what they say instead of a result closes it. */
function foldCall(state: FoldState, event: CallEvent): ChatEvent[] {
  const { callId } = event.data
  switch (event.type) {
    case 'tool.started':
    case 'approval.requested':
      return start(state, event.data)
    case 'tool.completed':
      return complete(state, callId, event.data.output)
    case 'tool.failed':
      return closeFailed(state, callId, renderFault(event.data.code, event.data.message))
    case 'tool.unknown':
      return closeFailed(state, callId, renderFault('TOOL_OUTCOME_UNKNOWN', event.data.message))
    case 'approval.resolved': {
      const { decision, outcome, reason, output } = event.data
      if (decision === 'approved') return []
      if (decision !== 'rejected' && outcome !== 'failed') return complete(state, callId, output)
      const code = decision === 'rejected' ? 'APPROVAL_REJECTED' : 'TOOL_EXECUTION_ERROR'
      return closeFailed(state, callId, renderFault(code, reason ?? 'A person did not allow this call.'))
    }
  }
}

interface Call {
  readonly callId: string
  readonly toolName: string
  readonly input: unknown
}

function start({ callsById }: FoldState, { callId, toolName, input }: Call): ChatEvent[] {
  if (callsById.has(callId)) return []
  callsById.set(callId, { toolName, isOpen: true })
  const argumentsJson = JSON.stringify(input)
  return [createChatEvent('tool_call_started', { toolCallId: callId, toolName, argumentsJson, content: toolName })]
}

/** The name of the call's tool; null when there is nothing to close. */
function close({ callsById }: FoldState, callId: string): string | null {
  const call = callsById.get(callId)
  if (!call?.isOpen) return null
  call.isOpen = false
  return call.toolName
}

function complete(state: FoldState, callId: string, output: unknown): ChatEvent[] {
  const toolName = close(state, callId)
  if (toolName === null) return []
  const outputJson = JSON.stringify(output ?? null)
  return [createChatEvent('tool_call_completed', { toolCallId: callId, toolName, outputJson, content: outputJson })]
}

function closeFailed(state: FoldState, callId: string, { errorCode, errorMessage }: ChatFault): ChatEvent[] {
  const toolName = close(state, callId)
  if (toolName === null) return []
  const filled = { toolCallId: callId, toolName, errorCode, errorMessage, content: errorMessage }
  return [createChatEvent('tool_call_failed', filled)]
}

function closeAll(state: FoldState, fault: ChatFault): ChatEvent[] {
  return [...state.callsById.keys()].flatMap((callId) => closeFailed(state, callId, fault))
}

function fail(state: FoldState, fault: ChatFault): ChatEvent[] {
  return [...closeAll(state, fault), createFailed(fault)]
}
