// Tools: those that are stored, to be looked at and tried, and those that the code of agents brings.
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { SelectField, TextField } from '../../components/field.tsx'
import { Listing, ListRow, rowLink } from '../../components/listing.tsx'
import { Page } from '../../components/page.tsx'
import { Empty } from '../../components/states.tsx'
import { useCall } from '../../lib/use-call.ts'
import { CallFigures } from './call-figures.tsx'
import { CodeTools, toolColumns, toolGroup } from './code-tools.tsx'
import { ToolStatus } from './tool-status.tsx'
import { times, useToolFigures } from './use-tool-figures.ts'

const route = getRouteApi('/tools')
const statuses = {
  '': 'Any status',
  draft: 'Draft',
  active: 'Active',
  deprecated: 'Deprecated',
  disabled: 'Disabled',
} as const

export function ToolsPage() {
  const { search = '', status, within } = route.useSearch()
  const figures = useToolFigures(within).data?.items
  const navigate = useNavigate({ from: '/tools' })
  const stored = useCall('agent.tool.list', {
    limit: 500,
    ...(search && { search }),
    ...(status && { status }),
  })
  const isFiltered = search !== '' || status !== undefined
  const change = (next: object) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true })
  return (
    <Page
      title="Tools"
      toolbar={
        <>
          <TextField
            type="search"
            label="Search tools"
            placeholder="Name or description"
            className="w-full sm:w-52"
            value={search}
            onChange={({ currentTarget }) => change({ search: currentTarget.value || undefined })}
          />
          <SelectField
            label="Status"
            options={statuses}
            value={status ?? ''}
            onChange={({ currentTarget }) => change({ status: currentTarget.value || undefined })}
          />
          <SelectField
            label="Calls in this time"
            options={times}
            value={within ?? '7d'}
            onChange={({ currentTarget: { value } }) => change({ within: value === '7d' ? undefined : value })}
          />
        </>
      }
    >
      <Listing answer={stored} empty={isFiltered ? nothingFits : nothingStored}>
        {(items) => (
          <section aria-labelledby="stored-tools">
            <h2 id="stored-tools" className={toolGroup}>
              Stored
            </h2>
            <ul>
              {items.map((tool) => (
                <ListRow key={tool.id} className={toolColumns}>
                  <Link to="/tools/$toolId" params={{ toolId: tool.id }} className={rowLink}>
                    {tool.name}
                  </Link>
                  <span className="truncate text-muted">{tool.description}</span>
                  <span className="flex justify-between gap-3 lg:contents">
                    {figures && <CallFigures figures={figures.filter(({ toolId }) => toolId === tool.id)} />}
                    <span className="flex items-center gap-3 text-xs text-muted">
                      {tool.category}
                      <ToolStatus status={tool.status} />
                    </span>
                  </span>
                </ListRow>
              ))}
            </ul>
          </section>
        )}
      </Listing>
      {!isFiltered && stored.data && (
        <CodeTools storedIds={new Set(stored.data.items.map(({ id }) => id))} figures={figures} />
      )}
    </Page>
  )
}

const nothingFits = <Empty title="No stored tool fits these filters">Take one of them back.</Empty>
const nothingStored = (
  <Empty title="No stored tools yet" command="errand agent tool create --help">
    A stored tool is an HTTP request, or a function of your code under another name. Tools that agents bring in their
    code need not be stored.
  </Empty>
)
