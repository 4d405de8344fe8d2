// What the answer was taken from: the numbered sources of the result.
import type { RunView } from '../../lib/run-view.ts'

export function Sources({ view }: { view: RunView }) {
  const sources = view.end?.type === 'run.completed' ? view.end.data.sources : []
  if (sources.length === 0) return <div className="h-4" />
  return (
    <section aria-label="Sources" className="mt-2 mb-6 border-t border-line pt-3">
      <h2 className="text-xs font-medium text-muted">Sources</h2>
      <ol className="mt-1 space-y-1">
        {sources.map(({ n, title, ref, url }, index) => (
          <li key={index} className="flex gap-2">
            <span className="numeric w-5 shrink-0 text-right text-muted">{n ?? index + 1}</span>
            <span className="min-w-0 break-words">
              {url && /^https?:/i.test(url) ? (
                <a href={url} target="_blank" rel="noopener noreferrer" className="text-accent underline">
                  {title ?? url}
                </a>
              ) : (
                (title ?? ref ?? url)
              )}
              {title && ref && <code className="ml-2 font-mono text-xs text-muted">{ref}</code>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
