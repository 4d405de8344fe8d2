// A document or skill as it was read: Markdown as Markdown, everything else as text.
import { useEffect, useRef } from 'react'
import { IconButton } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy.tsx'
import { Markdown } from '../../components/markdown.tsx'
import { Loading, Problem } from '../../components/states.tsx'
import { findPassage } from '../../lib/find-passage.ts'
import { formatBytes } from '../../lib/format.ts'
import { useCall } from '../../lib/use-call.ts'
import type { SpaceSearch } from './route.ts'

interface PreviewProps {
  readonly spaceId: string
  readonly chosen: SpaceSearch
  readonly onClose: () => void
}

export function Preview({ spaceId, chosen: { source, path, skill, passage }, onClose }: PreviewProps) {
  const { data, error } = useCall('context.previewDocument', {
    contextSpaceId: spaceId,
    ...(skill === undefined ? { sourceId: source, path } : { skillId: skill }),
  })
  const text = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const range = data && passage && text.current ? findPassage(text.current, passage) : null
    if (!range) return undefined
    range.startContainer.parentElement?.scrollIntoView({ block: 'center' })
    CSS.highlights?.set('passage', new Highlight(range)) // an older browser only scrolls
    return () => void CSS.highlights?.delete('passage')
  }, [data, passage])
  return (
    <aside
      aria-label="Document"
      className="flex min-h-0 w-full min-w-0 flex-col border-line bg-surface lg:w-1/2 lg:max-w-3xl lg:border-l"
    >
      <header className="flex min-h-10 items-center gap-2 border-b border-line pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-medium">{data?.relativePath ?? path ?? skill}</h2>
        {data && <span className="numeric shrink-0 text-xs text-muted">{formatBytes(data.sizeBytes)}</span>}
        {data && <CopyButton text={data.content} label="Copy the text" />}
        <IconButton icon="close" label="Close the document" onClick={onClose} />
      </header>
      <div
        ref={text}
        tabIndex={0}
        role="group"
        aria-label="Text of the document"
        className="min-h-0 flex-1 overflow-auto p-4"
      >
        {error && <Problem error={error} />}
        {!data && !error && <Loading />}
        {data?.contentType === 'text/markdown' ? (
          <Markdown text={data.content} breaks={false} className="[&>:first-child]:mt-0!" />
        ) : (
          <pre className="font-mono text-xs leading-5 break-words whitespace-pre-wrap">{data?.content}</pre>
        )}
        {data?.isTruncated && (
          <p className="mt-3 border-t border-line pt-3 text-muted">
            Cut at 65,536 characters; the search knows the rest as well.
          </p>
        )}
      </div>
    </aside>
  )
}
