// Searches a space with the search that runs use: what would be found, how well it fits, and what a run would be given.
import type { OutputFor } from 'errand/client'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { Problem } from '../../components/states.tsx'
import { pluralize } from '../../lib/format.ts'
import { useCall } from '../../lib/use-call.ts'
import type { Space } from './space.ts'
import type { SpaceSearch } from './route.ts'

/** What a run takes of what is found: docs/context.md. */
const RUN_SHARE = 0.45
const RUN_COUNT = 4
const WORD = /[\p{L}\p{M}\p{N}]+/gu

interface SearchSpaceProps {
  readonly space: Space
  readonly query: string
  readonly onQuery: (query: string | undefined) => void
  readonly onRead: (document: Pick<SpaceSearch, 'source' | 'path' | 'passage'>) => void
}

export function SearchSpace({ space, query, onQuery, onRead }: SearchSpaceProps) {
  const [text, setText] = useState(query)
  const { data, error } = useCall(
    'context.search',
    { query, contextSpaceIds: [space.id], limit: 20 },
    { isEnabled: query !== '' },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onQuery(text.trim() || undefined)
  }
  const words = new Set(query.match(WORD)?.map(fold))
  const best = data?.items[0]?.score ?? 0
  return (
    <div className="mx-auto max-w-3xl p-4">
      <form role="search" onSubmit={submit} className="flex gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            autoFocus
            type="search"
            label="Question or words"
            placeholder="Ask as a person would ask the agent"
            className="h-9 w-full"
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
        </div>
        <Button type="submit" weight="primary" icon="search" className="h-9">
          Search
        </Button>
      </form>
      {error && <Problem error={error} />}
      {query === '' && (
        <p className="mt-3 text-muted">
          The same search that runs use. A run is given the best {RUN_COUNT} documents that score at least{' '}
          {RUN_SHARE * 100} % of the first.
        </p>
      )}
      {query !== '' && data && (
        <>
          <p role="status" className="mt-3 text-xs text-muted">
            {pluralize(data.summary.candidateCount, 'document')} of {data.summary.searchedDocumentCount} fit
            {data.items.length === 0 && '. A run would be told that nothing was found.'}
          </p>
          <ol className="mt-2 space-y-2">
            {data.items.map((item, index) => (
              <Found
                key={`${item.sourceId}/${item.relativePath}`}
                item={item}
                share={best === 0 ? 0 : item.score / best}
                words={words}
                isGiven={index < RUN_COUNT && item.score >= best * RUN_SHARE}
                onRead={() => onRead({ source: item.sourceId, path: item.relativePath, passage: item.snippet })}
              />
            ))}
          </ol>
        </>
      )}
    </div>
  )
}

interface FoundProps {
  readonly item: OutputFor<'context.search'>['items'][number]
  /** Of the best score. */
  readonly share: number
  /** Of the query, folded. */
  readonly words: ReadonlySet<string>
  readonly isGiven: boolean
  readonly onRead: () => void
}

function Found({ item, share, words, isGiven, onRead }: FoundProps) {
  return (
    <li data-row className="relative rounded-lg border border-line bg-surface p-3 hover:border-line-strong/60">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <button
          type="button"
          onClick={onRead}
          className="min-w-0 truncate text-left font-medium after:absolute after:inset-0"
        >
          {item.fileName}
        </button>
        <code className="order-last min-w-0 basis-full truncate font-mono text-xs text-muted sm:order-none sm:flex-1 sm:basis-auto">
          {item.sourceName}/{item.relativePath}
        </code>
        <span className={`ml-auto text-xs ${isGiven ? 'font-medium text-ok' : 'text-muted'}`}>
          {isGiven ? 'a run gets it' : 'left out of a run'}
        </span>
        <span className="flex items-center gap-1.5">
          <progress aria-label="Score, of the best" max={1} value={share} className="meter w-12" />
          <span className="numeric text-xs text-muted">{item.score.toFixed(2)}</span>
        </span>
      </div>
      <p className="mt-1 break-words text-muted">
        <Marked text={item.snippet} words={words} />
      </p>
    </li>
  )
}

/** The text with the words of the query set off. */
function Marked({ text, words }: { text: string; words: ReadonlySet<string> }) {
  return text.split(/([\p{L}\p{M}\p{N}]+)/u).map((part, index) =>
    words.has(fold(part)) ? (
      <mark key={index} className="bg-transparent font-semibold text-ink">
        {part}
      </mark>
    ) : (
      part
    ),
  )
}

/** Case and accents do not count. */
function fold(word: string): string {
  return word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
