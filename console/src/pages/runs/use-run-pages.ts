// The pages of the list that are in view, each asked again while it is.
import type { InputFor, OutputFor } from 'errand/client'
import type { ListedRun } from 'errand/contracts'
import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { callKey, callOperation } from '../../lib/use-call.ts'
import type { RunsSearch } from './route.ts'

export const PAGE = 100
const EVERY_MS = 2000
const withinMs = { '15m': 900_000, '1h': 3_600_000, '1d': 86_400_000, '7d': 604_800_000 } as const

export interface RunPages {
  /** null until the first answer. */
  readonly total: number | null
  readonly error: Error | null
  /** The run in this place; null while its page is on the way. */
  readonly at: (index: number) => ListedRun | null
  /** Says which places are in view. */
  readonly show: (from: number, to: number) => void
}

export function useRunPages(search: RunsSearch): RunPages {
  const [view, setView] = useState({ first: 0, last: 0 })
  const filter = useMemo(() => renderFilter(search), [search])
  const indexes = [...new Set([0, ...range(view.first, view.last)])]
  const pages = useQueries({
    queries: indexes.map((index) => {
      const input = { ...filter, limit: PAGE, offset: index * PAGE }
      return {
        queryKey: callKey('agent.run.list', input),
        queryFn: callOperation('agent.run.list', input),
        refetchInterval: EVERY_MS,
        placeholderData: keepPreviousData,
      }
    }),
  })
  const byIndex = new Map(indexes.map((index, place) => [index, pages[place]?.data]))
  const first: OutputFor<'agent.run.list'> | undefined = pages[0]?.data
  return {
    total: first?.total ?? null,
    error: first ? null : (pages[0]?.error ?? null),
    at: (index) => byIndex.get(Math.floor(index / PAGE))?.items[index % PAGE] ?? null,
    show(from, to) {
      const next = { first: Math.floor(from / PAGE), last: Math.floor(to / PAGE) }
      if (next.first !== view.first || next.last !== view.last) setView(next)
    },
  }
}

function renderFilter({ status, agent, session, text, within }: RunsSearch): InputFor<'agent.run.list'> {
  const sinceMs = within && Math.floor((Date.now() - withinMs[within]) / 60_000) * 60_000
  return {
    ...(status && { status: status === 'open' ? 'IN_PROGRESS' : status }),
    ...(agent && { agentId: agent }),
    ...(text && { search: text }),
    ...(session && { sessionId: session }),
    ...(sinceMs && { startDate: new Date(sinceMs).toISOString() }),
  }
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
