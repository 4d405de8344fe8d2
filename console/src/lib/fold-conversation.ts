// A run as it reads: what was asked, said, thought and called, and what happened in between.
import type { RunEvent } from 'errand/contracts'

export type Item =
  | { readonly kind: 'asked'; readonly seq: number; readonly text: string }
  | { readonly kind: 'said'; readonly seq: number; readonly id: string; channel: string; text: string; isDone: boolean }
  | { readonly kind: 'thought'; readonly seq: number; readonly id: string; text: string; isDone: boolean }
  | Call
  | { readonly kind: 'note'; readonly seq: number; readonly tone: 'plain' | 'warn' | 'bad'; readonly text: string }

interface Call {
  readonly kind: 'called'
  readonly seq: number
  readonly id: string
  readonly toolName: string
  readonly input: unknown
  outcome: 'open' | 'ok' | 'failed' | 'unknown'
  durationMs: number | null
  message: string | null
}

/** Items that a later event can still change stand near the end. */
export function foldConversation(items: Item[], event: RunEvent): void {
  switch (event.type) {
    case 'run.created':
      items.push({ kind: 'asked', seq: event.seq, text: event.data.input.message })
      return
    case 'message.delta':
    case 'message.completed':
      return foldText(items, event, 'said')
    case 'reasoning.delta':
    case 'reasoning.completed':
      return foldText(items, event, 'thought')
    case 'turn.failed':
      if (event.data.willRetry) dropUnfinished(items)
      items.push(note(event, event.data.willRetry ? 'warn' : 'bad', describeTurnFailure(event.data)))
      return
    case 'tool.started':
    case 'tool.completed':
    case 'tool.failed':
    case 'tool.unknown':
      return foldCall(items, event)
    default: {
      const text = describeNote(event)
      if (text) items.push(note(event, text.tone, text.text))
    }
  }
}

type TextEvent = Extract<RunEvent, { type: `${'message' | 'reasoning'}.${'delta' | 'completed'}` }>

function foldText(items: Item[], event: TextEvent, kind: 'said' | 'thought'): void {
  const id = event.spanId ?? ''
  const isDone = event.type === 'message.completed' || event.type === 'reasoning.completed'
  const { content } = event.data
  const channel = 'channel' in event.data ? event.data.channel : ''
  const known = items.findLast((item) => item.kind === kind && item.id === id && !item.isDone)
  if (!known || (known.kind !== 'said' && known.kind !== 'thought')) {
    items.push(
      kind === 'said'
        ? { kind, seq: event.seq, id, channel, text: content, isDone }
        : { kind, seq: event.seq, id, text: content, isDone },
    )
    return
  }
  known.text = isDone ? content : known.text + content
  known.isDone = isDone
  if (known.kind === 'said') known.channel = channel
}

/** What a turn had said when it broke off is void. */
function dropUnfinished(items: Item[]): void {
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index]
    if ((item?.kind === 'said' || item?.kind === 'thought') && !item.isDone) items.splice(index, 1)
  }
}

function foldCall(items: Item[], event: Extract<RunEvent, { type: `tool.${string}` }>): void {
  const id = event.data.callId
  if (event.type === 'tool.started') {
    const { toolName, input } = event.data
    items.push({
      kind: 'called',
      seq: event.seq,
      id,
      toolName,
      input,
      outcome: 'open',
      durationMs: null,
      message: null,
    })
    return
  }
  const call = items.findLast((item) => item.kind === 'called' && item.id === id)
  if (call?.kind !== 'called') return
  if (event.type === 'tool.completed') {
    call.outcome = 'ok'
    call.durationMs = event.data.durationMs
    return
  }
  call.outcome = event.type === 'tool.failed' ? 'failed' : 'unknown'
  call.message = event.data.message
}

type Note = Extract<Item, { kind: 'note' }>

function note(event: RunEvent, tone: Note['tone'], text: string): Note {
  return { kind: 'note', seq: event.seq, tone, text }
}

function describeTurnFailure({
  code,
  message,
  willRetry,
  nextModel,
}: Extract<RunEvent, { type: 'turn.failed' }>['data']) {
  const next = willRetry ? `; asked again${nextModel ? ` of ${nextModel}` : ''}` : ''
  return `The model failed: ${code}, ${message}${next}`
}

function describeNote(event: RunEvent): Pick<Note, 'tone' | 'text'> | null {
  switch (event.type) {
    case 'run.recovered':
      return { tone: 'warn', text: `Taken over after a crash: attempt ${event.data.attempt}` }
    case 'context.searched':
      return { tone: 'plain', text: `Searched its documents: ${event.data.results.length} passages` }
    case 'context.compressed': {
      const { tokensBefore, tokensAfter } = event.data
      return { tone: 'plain', text: `Prompt shortened: about ${tokensBefore} to ${tokensAfter} tokens` }
    }
    case 'skill.loaded':
      return event.data.stage === 'body' ? { tone: 'plain', text: `Read the skill ${event.data.skillName}` } : null
    case 'plan.written':
      return { tone: 'plain', text: `Its plan:\n${event.data.content}` }
    case 'result.refused': {
      const issues = event.data.issues.map(({ pointer, message }) => `${pointer || 'the whole'}: ${message}`)
      return { tone: 'warn', text: `Answer ${event.data.answer} does not fit the result schema. ${issues.join('; ')}` }
    }
    case 'approval.requested':
      return { tone: 'warn', text: `Asks a person about ${event.data.toolName}` }
    case 'approval.resolved':
      return { tone: 'plain', text: `${event.data.by}: ${event.data.decision}` }
    case 'run.delegated':
      return { tone: 'plain', text: `Waits for ${event.data.childRunIds.length} other runs` }
    case 'run.failed':
      return { tone: 'bad', text: `Failed: ${event.data.code}, ${event.data.message}` }
    case 'run.cancelled':
      return { tone: 'warn', text: `Cancelled by ${event.data.by}${event.data.reason ? `: ${event.data.reason}` : ''}` }
    default:
      return null
  }
}
