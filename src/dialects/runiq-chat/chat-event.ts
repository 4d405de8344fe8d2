// The events of the chat dialect: every one has all keys, those that say nothing are null.
import type { JsonObject } from '../../contracts/scalars.ts'

export type ChatEventType =
  | 'context_provided'
  | 'skill_loaded'
  | 'context_searched'
  | 'assistant_delta'
  | 'tool_call_started'
  | 'tool_call_completed'
  | 'tool_call_failed'
  | 'completed'
  | 'failed'

export interface ChatEvent {
  readonly type: ChatEventType
  readonly content: string | null
  readonly toolCallId: string | null
  readonly toolName: string | null
  readonly argumentsJson: string | null
  readonly outputJson: string | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly contextSpaces: readonly JsonObject[] | null
  readonly skills: readonly JsonObject[] | null
  readonly sources: readonly JsonObject[] | null
  readonly loadedSkills: readonly JsonObject[] | null
  readonly contextSearchSummary: JsonObject | null
  readonly sourceSearchResults: readonly JsonObject[] | null
}

const empty = {
  content: null,
  toolCallId: null,
  toolName: null,
  argumentsJson: null,
  outputJson: null,
  errorCode: null,
  errorMessage: null,
  contextSpaces: null,
  skills: null,
  sources: null,
  loadedSkills: null,
  contextSearchSummary: null,
  sourceSearchResults: null,
} as const

export function createChatEvent(type: ChatEventType, filled: Partial<Omit<ChatEvent, 'type'>> = {}): ChatEvent {
  return { type, ...empty, ...filled }
}

export function createFailed({ errorCode, errorMessage }: ChatFault): ChatEvent {
  return createChatEvent('failed', { errorCode, errorMessage, content: errorMessage })
}

/** What went wrong, in the words of the dialect. */
export interface ChatFault {
  readonly errorCode: string
  readonly errorMessage: string
}

const own: Record<string, string> = {
  CANCELLED: 'RunCancelled',
  MODEL_FAILED: 'ProviderRequestFailed',
  MODEL_KEY_MISSING: 'ApiKeyMissing',
  TOOL_EXECUTION_ERROR: 'ToolExecutionFailed',
}

/** What a fault of the server itself says: its own text stays inside. */
export const executionFailed: ChatFault = {
  errorCode: 'AgentExecutionFailed',
  errorMessage: 'The agent could not be run because of a fault of the server.',
}

/** What a caller is told whose answer ends before the run does. */
export const interrupted: ChatFault = {
  errorCode: 'StreamInterrupted',
  errorMessage: 'The answer ended before the run did. The run goes on, and can be read by its id.',
}

/** Why there is no run of this agent. */
export function describeRefusal({ code, detail }: { code: string; detail: string }, agent: string): ChatFault {
  return renderFault(code, code === 'AGENT_NOT_FOUND' ? `Agent '${agent}' was not found.` : detail)
}

export function renderFault(code: string, message: string): ChatFault {
  if (code === 'INTERNAL_ERROR') return executionFailed
  return { errorCode: own[code] ?? toPascalCase(code), errorMessage: message }
}

/** `RUN_TIMEOUT` → `RunTimeout`, `git_repository` → `GitRepository`. */
export function toPascalCase(code: string): string {
  return code
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join('')
}
