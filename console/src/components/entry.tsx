// One item of a conversation: a question, an answer, a thought, a call of a tool, or a note of what happened.
import type { Item } from '../lib/fold-conversation.ts'
import { formatDuration } from '../lib/format.ts'
import { Icon } from './icon.tsx'
import { type Citations, Markdown } from './markdown.tsx'

interface EntryProps {
  readonly item: Item
  readonly isSelected: boolean
  readonly onSelect: (seq: number) => void
  readonly citations?: Citations | undefined
}

export function Entry({ item, isSelected, onSelect, citations }: EntryProps) {
  switch (item.kind) {
    case 'asked':
      return (
        <div className="ml-auto w-fit max-w-[85%] rounded-xl bg-sunken px-3.5 py-2 break-words whitespace-pre-wrap">
          {item.text}
        </div>
      )
    case 'said':
      return (
        <div className={item.channel === 'narration' ? 'text-muted' : ''} data-testid="said">
          <Markdown text={item.text} citations={citations} />
          {!item.isDone && <Cursor />}
        </div>
      )
    case 'thought':
      return (
        <details className="text-muted" open={!item.isDone}>
          <summary className="w-fit text-xs">{item.isDone ? 'Thought' : 'Thinking …'}</summary>
          <p className="mt-1 border-l-2 border-line pl-3 break-words whitespace-pre-wrap">{item.text}</p>
        </details>
      )
    case 'called':
      return <CallChip item={item} isSelected={isSelected} onSelect={onSelect} />
    case 'note':
      return <p className={`text-xs break-words whitespace-pre-wrap ${noteTones[item.tone]}`}>{item.text}</p>
  }
}

const noteTones = { plain: 'text-muted', warn: 'text-wait', bad: 'text-bad' } as const
const callTones = { open: 'text-run', ok: 'text-ok', failed: 'text-bad', unknown: 'text-wait' } as const

function CallChip({ item, isSelected, onSelect }: EntryProps & { item: Extract<Item, { kind: 'called' }> }) {
  return (
    <button
      type="button"
      aria-pressed={isSelected}
      onClick={() => onSelect(item.seq)}
      className={`flex w-full max-w-full items-center gap-2 rounded-lg border bg-surface px-3 py-1.5 text-left hover:border-line-strong ${isSelected ? 'border-accent' : 'border-line'}`}
    >
      <Icon name="tools" className={`size-4 ${callTones[item.outcome]}`} />
      <span className="shrink-0 font-medium">{item.toolName}</span>
      <code className="min-w-0 flex-1 truncate font-mono text-xs text-muted">{JSON.stringify(item.input)}</code>
      <span className={`numeric shrink-0 text-xs ${callTones[item.outcome]}`}>
        {item.outcome === 'open'
          ? 'running'
          : item.outcome === 'ok'
            ? formatDuration(item.durationMs ?? 0)
            : item.outcome}
      </span>
    </button>
  )
}

function Cursor() {
  return <span aria-hidden="true" className="inline-block h-4 w-1.5 animate-pulse bg-accent align-text-bottom" />
}
