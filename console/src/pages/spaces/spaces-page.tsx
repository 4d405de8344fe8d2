// Context spaces: what agents may read before they answer.
import { Link } from '@tanstack/react-router'
import { Listing, ListRow, rowLink } from '../../components/listing.tsx'
import { Page } from '../../components/page.tsx'
import { Empty } from '../../components/states.tsx'
import { formatAgo, pluralize } from '../../lib/format.ts'
import { useCall } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'

export function SpacesPage() {
  const spaces = useCall('context.list', { limit: 500 })
  const nowMs = useNow(10_000)
  return (
    <Page title="Context spaces" count={spaces.data?.total}>
      <Listing answer={spaces} empty={nothing}>
        {(items) => (
          <ul>
            {items.map((space) => (
              <ListRow key={space.id} className="grid items-baseline gap-x-4 sm:grid-cols-[16rem_minmax(0,1fr)_auto]">
                <Link to="/context/$spaceId" params={{ spaceId: space.id }} className={rowLink}>
                  {space.name}
                </Link>
                <span className="truncate text-muted">{space.description}</span>
                <span className="numeric flex flex-wrap gap-x-3 text-xs text-muted">
                  <span>{pluralize(space.documentCount, 'document')}</span>
                  <span>{pluralize(space.skillCount, 'skill')}</span>
                  <span>{space.lastSyncedAt ? `synced ${formatAgo(space.lastSyncedAt, nowMs)}` : 'never synced'}</span>
                </span>
              </ListRow>
            ))}
          </ul>
        )}
      </Listing>
    </Page>
  )
}

const create = `errand context create --name Handbook --sources '{"name":"Docs","kind":"local_file_system","path":"docs"}'`
const nothing = (
  <Empty title="No context spaces yet" command={create}>
    A context space is a folder of documents and skills that agents read before they answer.
  </Empty>
)
