// Runs: a live, virtualised list, newest first. What is chosen in the filters stands in the address.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Page } from '../../components/page.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { CancelRuns } from './cancel-runs.tsx'
import { RunFilters } from './run-filters.tsx'
import { RunList } from './run-list.tsx'
import { useRunPages } from './use-run-pages.ts'

const route = getRouteApi('/runs')

export function RunsPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/runs' })
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const runs = useRunPages(search)
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <Page
      title="Runs"
      count={runs.total ?? undefined}
      actions={<CancelRuns runIds={[...selected]} onDone={() => setSelected(new Set())} />}
      toolbar={
        <RunFilters
          search={search}
          onChange={(next) => void navigate({ search: { ...search, ...next }, replace: true })}
        />
      }
    >
      {runs.error ? (
        <Problem error={runs.error} />
      ) : runs.total === null ? (
        <Loading rows={12} />
      ) : runs.total === 0 ? (
        isFiltered ? (
          <Empty title="No run fits these filters">Take one of them back, or look further into the past.</Empty>
        ) : (
          <Empty title="No runs yet" command={'errand run docs "What is a run?"'}>
            A run is one piece of work of an agent. Start one here, or in a terminal:
          </Empty>
        )
      ) : (
        <RunList runs={runs} selected={selected} onSelect={setSelected} />
      )}
    </Page>
  )
}
