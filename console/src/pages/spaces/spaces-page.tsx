// Context spaces: what agents may read before they answer.
import { Link } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { formatAgo, formatCount, pluralize } from '../../lib/format.ts'
import { useCall } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'

const create = `errand context create --name Handbook --sources '{"name":"Docs","kind":"local_file_system","path":"docs"}'`

export function SpacesPage() {
  const { data, error } = useCall('context.list', { limit: 500 })
  const nowMs = useNow(10_000)
  return (
    <Page
      title={
        <>
          Context spaces
          {data && <span className="numeric text-sm font-normal text-muted">{formatCount(data.total)}</span>}
        </>
      }
    >
      {error && <Problem error={error} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && (
        <Empty title="No context spaces yet" command={create}>
          A context space is a folder of documents and skills that agents read before they answer.
        </Empty>
      )}
      <ul>
        {data?.items.map((space) => (
          <li
            key={space.id}
            className="relative grid items-baseline gap-x-4 border-b border-line/60 px-4 py-2.5 hover:bg-sunken sm:grid-cols-[16rem_minmax(0,1fr)_auto]"
          >
            <Link
              to="/context/$spaceId"
              params={{ spaceId: space.id }}
              className="truncate font-medium after:absolute after:inset-0"
            >
              {space.name}
            </Link>
            <span className="truncate text-muted">{space.description}</span>
            <span className="numeric flex flex-wrap gap-x-3 text-xs text-muted">
              <span>{pluralize(space.documentCount, 'document')}</span>
              <span>{pluralize(space.skillCount, 'skill')}</span>
              <span>{space.lastSyncedAt ? `synced ${formatAgo(space.lastSyncedAt, nowMs)}` : 'never synced'}</span>
            </span>
          </li>
        ))}
      </ul>
    </Page>
  )
}
