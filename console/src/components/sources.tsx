// What the answer was taken from: the numbered sources of the result, each a way to the document or page.
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import type { Citations } from './markdown.tsx'
import type { EventOf, RunView } from '../lib/run-view.ts'

type Source = EventOf<'run.completed'>['data']['sources'][number]

/** A source that was pointed at; made anew each time. */
export interface Cited {
  readonly n: number
}

interface SourcesProps {
  readonly view: RunView
  /** Has the focus from when it is set. */
  readonly cited: Cited | null
}

export function Sources({ view, cited }: SourcesProps) {
  const list = useRef<HTMLOListElement>(null)
  const sources = listSources(view)
  useEffect(() => {
    const entry = cited && list.current?.querySelector(`[data-n="${cited.n}"]`)
    entry?.scrollIntoView({ block: 'nearest' })
    entry?.querySelector<HTMLElement>('a, [tabindex]')?.focus()
  }, [cited])
  if (sources.length === 0) return <div className="h-4" />
  return (
    <section aria-label="Sources" className="mt-2 mb-6 border-t border-line pt-3">
      <h2 className="text-xs font-medium text-muted">Sources</h2>
      <ol ref={list} className="mt-1 space-y-1">
        {sources.map((source, index) => (
          <li key={index} data-n={source.n} className="flex gap-2 rounded-md focus-within:bg-sunken">
            <span className="numeric w-5 shrink-0 text-right text-muted">{source.n ?? index + 1}</span>
            <span className="min-w-0 break-words">
              <SourceLink view={view} source={source} />
              {source.title && source.ref && <code className="ml-2 font-mono text-xs text-muted">{source.ref}</code>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What its answer may cite, and what a click on a citation does. */
export function useCitations(view: RunView, onCite: (cited: Cited) => void): Citations {
  const numbers = useMemo(() => new Set(listSources(view).flatMap(({ n }) => n ?? [])), [view])
  return { numbers, onCite: (n) => onCite({ n }) }
}

function listSources({ end }: RunView): readonly Source[] {
  return end?.type === 'run.completed' ? end.data.sources : []
}

const look = 'text-accent underline'

function SourceLink({ view, source: { url, title, ref } }: { view: RunView; source: Source }) {
  const document = useMemo(() => findDocument(view, ref), [view, ref])
  const name = title ?? ref ?? url
  if (document) {
    const { spaceId, ...search } = document
    return (
      <Link to="/context/$spaceId" params={{ spaceId }} search={{ tab: 'documents', ...search }} className={look}>
        {name}
      </Link>
    )
  }
  if (!url || !/^https?:/i.test(url)) return <span tabIndex={-1}>{name}</span>
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" className={look}>
      {name}
    </a>
  )
}

/** Where the document is that the run was given under this name, and what it was given of it; null when it was none. */
function findDocument({ events }: RunView, ref: string | undefined) {
  const searched = events.filter((event): event is EventOf<'context.searched'> => event.type === 'context.searched')
  const found = searched
    .flatMap(({ data }) => data.results)
    .find(({ sourceId, relativePath }) => `${sourceId}/${relativePath}` === ref)
  const provided = events.find((event): event is EventOf<'context.provided'> => event.type === 'context.provided')
  const space = provided?.data.contextSpaces.find(({ id }) => found?.sourceId.startsWith(`${id}-s`))
  return found && space
    ? { spaceId: space.id, source: found.sourceId, path: found.relativePath, passage: found.snippet }
    : null
}
