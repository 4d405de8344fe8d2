// Contracts: every operation of Errand, what it takes and answers, and how it is called from anywhere.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { contracts } from 'errand/contracts'
import { useRef } from 'react'
import { TextField } from '../../components/field.tsx'
import { Page } from '../../components/page.tsx'
import { Split } from '../../components/split.tsx'
import { useActions } from '../../lib/actions.ts'
import { useMoveKeys } from '../../lib/row-keys.ts'
import type { ContractKey } from './contract-key.ts'
import { ContractDetail } from './contract-detail.tsx'
import { KindMark } from './kind-mark.tsx'
import type { ContractsSearch } from './route.ts'

type AnyContract = (typeof contracts)[ContractKey]

const route = getRouteApi('/contracts')
const all = Object.entries(contracts) as [ContractKey, AnyContract][]

export function ContractsPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/contracts' })
  const filter = useRef<HTMLInputElement>(null)
  const go = (next: Partial<ContractsSearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace })
  const words = (search.search ?? '').toLowerCase().split(/\s+/)
  const listed = all.filter(([key, { meta }]) =>
    words.every((word) => `${key} ${meta.description}`.toLowerCase().includes(word)),
  )
  const chosen = all.find(([key]) => key === search.key)
  const place = listed.findIndex(([key]) => key === search.key)
  useMoveKeys(place, listed.length, (to) => go({ key: listed[to]?.[0] }, true))
  useActions([{ label: 'Search the contracts', keys: '/', run: () => filter.current?.focus() }])
  return (
    <Page
      title="Contracts"
      count={listed.length}
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
      <Split
        label="Operations"
        list={<Operations listed={listed} chosen={search.key} onChoose={(key) => go({ key })} />}
        detail={
          chosen ? (
            <ContractDetail
              key={chosen[0]}
              contractKey={chosen[0]}
              tab={search.tab}
              onTab={(tab) => go({ tab }, true)}
            />
          ) : null
        }
        hint={search.key === undefined ? 'Choose one with j and k.' : 'There is no contract of this key.'}
        onBack={() => go({ key: undefined })}
      />
    </Page>
  )
}

interface OperationsProps {
  readonly listed: readonly [ContractKey, AnyContract][]
  readonly chosen: string | undefined
  readonly onChoose: (key: ContractKey) => void
}

function Operations({ listed, chosen, onChoose }: OperationsProps) {
  const groups = Map.groupBy(listed, ([key]) => key.split('.').slice(0, -1).join('.'))
  return (
    <div className="pb-4">
      {listed.length === 0 && <p className="p-4 text-muted">No operation has these words.</p>}
      {[...groups].map(([group, members]) => (
        <section key={group}>
          <h2 className="px-4 pt-3 pb-1 text-xs font-medium text-muted">{group}</h2>
          <ul>
            {members.map(([key, { kind, meta }]) => (
              <li key={key}>
                <button
                  type="button"
                  aria-current={key === chosen}
                  title={meta.description}
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
