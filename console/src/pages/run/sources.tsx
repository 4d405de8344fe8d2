// What the answer was taken from: the numbered sources of the result, each a way to the document or page.
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { EventOf, RunView } from '../../lib/run-view.ts'

type Source = EventOf<'run.completed'>['data']['sources'][number]

export function Sources({ view }: { view: RunView }) {
  const sources = view.end?.type === 'run.completed' ? view.end.data.sources : []
  if (sources.length === 0) return <div className="h-4" />
  return (
    <section aria-label="Sources" className="mt-2 mb-6 border-t border-line pt-3">
      <h2 className="text-xs font-medium text-muted">Sources</h2>
      <ol className="mt-1 space-y-1">
        {sources.map((source, index) => (
          <li key={index} className="flex gap-2">
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
  if (!url || !/^https?:/i.test(url)) return name
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" className={look}>
      {name}
    </a>
  )
}

/** Where the document is that the run was given under this name; null when it was none. */
function findDocument({ events }: RunView, ref: string | undefined) {
  const searched = events.filter((event): event is EventOf<'context.searched'> => event.type === 'context.searched')
  const found = searched
    .flatMap(({ data }) => data.results)
    .find(({ sourceId, relativePath }) => `${sourceId}/${relativePath}` === ref)
  const provided = events.find((event): event is EventOf<'context.provided'> => event.type === 'context.provided')
  const space = provided?.data.contextSpaces.find(({ id }) => found?.sourceId.startsWith(`${id}-s`))
  return found && space ? { spaceId: space.id, source: found.sourceId, path: found.relativePath } : null
}
