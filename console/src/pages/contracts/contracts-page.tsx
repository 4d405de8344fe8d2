// Contracts: every operation of this server, what it takes and answers, and how it is called from anywhere.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { TextField } from '../../components/field.tsx'
import { Page } from '../../components/page.tsx'
import { Split } from '../../components/split.tsx'
import { Loading, Problem } from '../../components/states.tsx'
import { useActions } from '../../lib/actions.ts'
import { useMoveKeys } from '../../lib/row-keys.ts'
import { useCall } from '../../lib/use-call.ts'
import { ContractDetail } from './contract-detail.tsx'
import { KindMark } from './kind-mark.tsx'
import { isOwn, type ListedOperation } from './listed-operation.ts'
import type { ContractsSearch } from './route.ts'

const route = getRouteApi('/contracts')

export function ContractsPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/contracts' })
  const filter = useRef<HTMLInputElement>(null)
  const go = (next: Partial<ContractsSearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace })
  const words = (search.search ?? '').toLowerCase().split(/\s+/)
  const all = useCall('operation.list', { limit: 500 })
  const listed = (all.data?.items ?? []).filter(({ key, description }) =>
    words.every((word) => `${key} ${description}`.toLowerCase().includes(word)),
  )
  const chosen = all.data?.items.find(({ key }) => key === search.key)
  const place = listed.findIndex(({ key }) => key === search.key)
  useMoveKeys(place, listed.length, (to) => go({ key: listed[to]?.key }, true))
  useActions([{ label: 'Search the contracts', keys: '/', run: () => filter.current?.focus() }])
  return (
    <Page
      title="Contracts"
      count={all.data && listed.length}
      toolbar={
        <TextField
          ref={filter}
          type="search"
          label="Search contracts"
          placeholder="Key or words"
          className="w-60"
          value={search.search ?? ''}
          onChange={({ currentTarget }) => go({ search: currentTarget.value || undefined }, true)}
        />
      }
    >
      {all.error && <Problem error={all.error} />}
      {!all.data && !all.error && <Loading rows={12} />}
      {all.data && (
        <Split
          label="Operations"
          list={<Operations listed={listed} chosen={search.key} onChoose={(key) => go({ key })} />}
          detail={
            chosen ? (
              <ContractDetail key={chosen.key} operation={chosen} tab={search.tab} onTab={(tab) => go({ tab }, true)} />
            ) : null
          }
          hint={search.key === undefined ? 'Choose one with j and k.' : 'There is no contract of this key.'}
          onBack={() => go({ key: undefined })}
        />
      )}
    </Page>
  )
}

interface OperationsProps {
  readonly listed: readonly ListedOperation[]
  readonly chosen: string | undefined
  readonly onChoose: (key: string) => void
}

function Operations({ listed, chosen, onChoose }: OperationsProps) {
  const groups = Map.groupBy(listed, ({ key }) => key.split('.').slice(0, -1).join('.'))
  return (
    <div className="pb-4">
      {listed.length === 0 && <p className="p-4 text-muted">No operation has these words.</p>}
      {[...groups].map(([group, members]) => (
        <section key={group}>
          <h2 className="px-4 pt-3 pb-1 text-xs font-medium text-muted">
            {group}
            {members.every(isOwn) && <span className="font-normal"> · yours</span>}
          </h2>
          <ul>
            {members.map(({ key, kind, description }) => (
              <li key={key}>
                <button
                  type="button"
                  aria-current={key === chosen}
                  title={description}
                  onClick={() => onChoose(key)}
                  className="flex h-7 w-full items-center justify-between gap-2 px-4 text-left hover:bg-sunken aria-[current=true]:bg-sunken aria-[current=true]:font-medium"
                >
                  <span className="truncate">{key.split('.').at(-1)}</span>
                  <KindMark kind={kind} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
