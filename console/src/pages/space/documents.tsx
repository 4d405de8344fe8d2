// The documents of a space, in order of source and path; only those in view are there.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { Button } from '../../components/button.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { client } from '../../lib/client.ts'
import { formatBytes } from '../../lib/format.ts'
import type { SpaceSearch } from './route.ts'
import type { Space } from './space.ts'

const PAGE = 200

interface DocumentsProps {
  readonly space: Space
  readonly chosen: SpaceSearch
  readonly onRead: (document: Pick<SpaceSearch, 'source' | 'path'>) => void
}

export function Documents({ space, chosen, onRead }: DocumentsProps) {
  const pages = useInfiniteQuery({
    queryKey: ['context.listDocuments', space.id],
    queryFn: ({ pageParam, signal }) =>
      client.call('context.listDocuments', { contextSpaceId: space.id, limit: PAGE, offset: pageParam }, { signal }),
    initialPageParam: 0,
    getNextPageParam: ({ hasMore }, all) => (hasMore ? all.length * PAGE : undefined),
  })
  if (pages.error) return <Problem error={pages.error} />
  if (!pages.data) return <Loading />
  const documents = pages.data.pages.flatMap(({ items }) => items.filter((item) => 'sizeBytes' in item))
  if (documents.length === 0) {
    return (
      <Empty title="No documents" command={`errand context sync ${space.id}`}>
        Documents are the .md, .txt, .json, .html and .pdf files of the sources, read when the space is synced.
      </Empty>
    )
  }
  const names = new Map(space.sources.map(({ id, name }) => [id, name]))
  return (
    <>
      <ul>
        {documents.map((document, index) => {
          const { sourceId, relativePath, sizeBytes, isPreviewSupported } = document
          const isChosen = chosen.source === sourceId && chosen.path === relativePath
          return (
            <Fragment key={`${sourceId}/${relativePath}`}>
              {documents[index - 1]?.sourceId !== sourceId && (
                <li className="border-b border-line bg-canvas px-4 pt-3 pb-1 text-xs font-medium text-muted">
                  {names.get(sourceId) ?? sourceId}
                </li>
              )}
              <li data-row className="border-b border-line/60">
                <button
                  type="button"
                  disabled={!isPreviewSupported}
                  aria-current={isChosen}
                  onClick={() => onRead({ source: sourceId, path: relativePath })}
                  className="flex h-8 w-full items-center gap-3 px-4 text-left hover:bg-sunken aria-[current=true]:bg-sunken"
                >
                  <span className="min-w-0 flex-1 truncate">{relativePath}</span>
                  <span className="numeric shrink-0 text-xs text-muted">{formatBytes(sizeBytes)}</span>
                </button>
              </li>
            </Fragment>
          )
        })}
      </ul>
      {pages.hasNextPage && (
        <Button className="m-4" disabled={pages.isFetching} onClick={() => void pages.fetchNextPage()}>
          Show {PAGE} more
        </Button>
      )}
    </>
  )
}
