// One context space: searching it as a run does, what it holds, and what could not be read.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { Loading, Problem } from '../../components/states.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useCall } from '../../lib/use-call.ts'
import { Documents } from './documents.tsx'
import { Preview } from './preview.tsx'
import { Problems } from './problems.tsx'
import type { SpaceSearch } from './route.ts'
import { SearchSpace } from './search-space.tsx'
import { Skills } from './skills.tsx'
import { Sources } from './sources.tsx'
import { SyncSpace } from './sync-space.tsx'

const route = getRouteApi('/context/$spaceId')

export function SpacePage() {
  const { spaceId } = route.useParams()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/context/$spaceId' })
  const { data: space, error } = useCall('context.get', { contextSpaceId: spaceId, includeSkills: true })
  if (error) return <Problem error={error} />
  if (!space) return <Loading />
  const go = (next: Partial<SpaceSearch>) => void navigate({ search: (before) => ({ ...before, ...next }) })
  const read = (next: Pick<SpaceSearch, 'source' | 'path' | 'skill' | 'passage'>) =>
    go({ source: undefined, path: undefined, skill: undefined, passage: undefined, ...next })
  const { tab } = search
  const isReading = search.path !== undefined || search.skill !== undefined
  return (
    <Page title={<span className="truncate">{space.name}</span>} actions={<SyncSpace space={space} />}>
      {space.description && (
        <p className="border-b border-line bg-surface px-4 py-2 break-words text-muted">{space.description}</p>
      )}
      <Tabs
        label="Views of the context space"
        value={tab ?? 'search'}
        onChange={(name) => go({ tab: name === 'search' ? undefined : name })}
        tabs={{
          search: 'Search',
          documents: `Documents ${space.documentCount}`,
          skills: `Skills ${space.skillCount}`,
          sources: `Sources ${space.sources.length + space.skillSources.length}`,
          problems: `Problems ${space.problems.length}`,
        }}
      >
        <div className="flex min-h-0 flex-1">
          <div
            tabIndex={0}
            role="group"
            aria-label="What the space holds"
            className={`min-h-0 min-w-0 flex-1 overflow-auto ${isReading ? 'hidden lg:block' : ''}`}
          >
            {tab === undefined && (
              <SearchSpace
                space={space}
                query={search.query ?? ''}
                onQuery={(query) => void navigate({ search: (before) => ({ ...before, query }), replace: true })}
                onRead={read}
              />
            )}
            {tab === 'documents' && <Documents space={space} chosen={search} onRead={read} />}
            {tab === 'skills' && <Skills space={space} onRead={read} />}
            {tab === 'sources' && <Sources space={space} />}
            {tab === 'problems' && <Problems problems={space.problems} />}
          </div>
          {isReading && (
            <Preview key={JSON.stringify(search)} spaceId={space.id} chosen={search} onClose={() => read({})} />
          )}
        </div>
      </Tabs>
    </Page>
  )
}
