// Audit: who did what, and who tried what they may not. Newest first.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { SelectField, TextField } from '../../components/field.tsx'
import { Page } from '../../components/page.tsx'
import { Pager } from '../../components/pager.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { useCall } from '../../lib/use-call.ts'
import { AuditRows } from './audit-rows.tsx'
import type { AuditSearch } from './route.ts'

const route = getRouteApi('/audit')
const PAGE = 50
const EVERY_MS = 5000
const outcomes = { '': 'Done and denied', done: 'Done', denied: 'Denied' } as const

export function AuditPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/audit' })
  const { offset = 0, ...filter } = search
  const { data, error } = useCall(
    'audit.list',
    { ...filter, limit: PAGE, offset },
    { everyMs: offset === 0 && EVERY_MS },
  )
  const go = (next: Partial<AuditSearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, offset: undefined, ...next }), replace })
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  return (
    <Page
      title="Audit"
      count={data?.total}
      toolbar={
        <>
          {(['actor', 'action', 'resource'] as const).map((name) => (
            <TextField
              key={name}
              type="search"
              label={names[name]}
              placeholder={names[name]}
              className="w-full sm:w-44"
              value={search[name] ?? ''}
              onChange={({ currentTarget }) => go({ [name]: currentTarget.value || undefined }, true)}
            />
          ))}
          <SelectField
            label="Outcome"
            options={outcomes}
            value={search.outcome ?? ''}
            onChange={({ currentTarget }) => go({ outcome: outcomeOf(currentTarget.value) })}
          />
        </>
      }
    >
      {error && <Problem error={error} />}
      {!data && !error && <Loading rows={12} />}
      {data?.items.length === 0 && (
        <Empty title={isFiltered ? 'Nothing of this kind' : 'Nothing yet'} command="errand audit export">
          {isFiltered
            ? 'Names are compared whole, e.g. run.started.'
            : 'Every deed is written here with the deed itself, and stays. All of it as a file:'}
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <>
          <AuditRows items={data.items} onFilter={go} />
          <Pager offset={offset} size={PAGE} total={data.total} onMove={(to) => go({ offset: to || undefined })} />
        </>
      )}
    </Page>
  )
}

const names = { actor: 'Who', action: 'What, e.g. run.started', resource: 'To what: an id' } as const

function outcomeOf(value: string): AuditSearch['outcome'] {
  return value === 'done' || value === 'denied' ? value : undefined
}
