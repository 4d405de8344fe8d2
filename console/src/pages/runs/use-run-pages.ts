// The pages of the list that are in view. Runs in it change as the stream tells; which runs it has is asked again when the
// stream says that it has others, at most once in a while, and not while a person reads it: then it says how many are new.
import { keepPreviousData, useQueries, useQueryClient } from '@tanstack/react-query'
import type { InputFor, OutputFor } from 'errand/client'
import type { ListedRun, WatchedRun } from 'errand/contracts'
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { callKey, callOperation } from '../../lib/use-call.ts'
import { useWatchedRuns } from '../../lib/use-watched-runs.ts'
import { addChanges, type Loaded, noChanges } from './run-changes.ts'
import type { RunsSearch } from './route.ts'

export const PAGE = 100
/** How soon the list is asked again after the last time. */
const PAUSE_MS = 1000
/** How soon a change is shown. */
const SHOWN_MS = 100
/** While there is no stream. */
const EVERY_MS = 5000
const withinMs = { '15m': 900_000, '1h': 3_600_000, '1d': 86_400_000, '7d': 604_800_000 } as const

export interface RunPages {
  /** null until the first answer. */
  readonly total: number | null
  readonly error: Error | null
  /** The run in this place; null while its page is on the way. */
  readonly at: (index: number) => ListedRun | null
  /** Says which places are in view. */
  readonly show: (from: number, to: number) => void
  /** Runs that are not in the list yet, because it is held. */
  readonly newRuns: number
  /** Nothing moves in the list until it is let go. */
  readonly hold: (isHeld: boolean) => void
  /** Puts what is new into the list. */
  readonly refresh: () => void
}

export function useRunPages(search: RunsSearch): RunPages {
  const [view, setView] = useState({ first: 0, last: 0 })
  const filter = useMemo(() => renderFilter(search), [search])
  const loaded = useRef<Loaded>({ ids: new Set(), newest: '', isByStatus: false })
  const { isLive, changes, hold, refresh } = useChanges(filter, loaded)
  const indexes = [...new Set([0, ...range(view.first, view.last)])]
  const pages = useQueries({
    queries: indexes.map((index) => {
      const input = { ...filter, limit: PAGE, offset: index * PAGE }
      return {
        queryKey: callKey('agent.run.list', input),
        queryFn: callOperation('agent.run.list', input),
        refetchInterval: isLive ? (false as const) : EVERY_MS,
        placeholderData: keepPreviousData,
      }
    }),
  })
  const byIndex = new Map(indexes.map((index, place) => [index, pages[place]?.data]))
  const first: OutputFor<'agent.run.list'> | undefined = pages[0]?.data
  const ids = new Set(pages.flatMap(({ data }) => (data?.items ?? []).map(({ id }) => id)))
  useEffect(() => {
    loaded.current = { ids, newest: first?.items[0]?.queuedAt ?? '', isByStatus: search.status !== undefined }
  })
  return {
    total: first?.total ?? null,
    error: first ? null : (pages[0]?.error ?? null),
    at(index) {
      const run = byIndex.get(Math.floor(index / PAGE))?.items[index % PAGE]
      return run ? (changes.runs.get(run.id) ?? run) : null
    },
    show(from, to) {
      const next = { first: Math.floor(from / PAGE), last: Math.floor(to / PAGE) }
      if (next.first !== view.first || next.last !== view.last) setView(next)
    },
    newRuns: [...changes.newIds].filter((id) => !ids.has(id)).length,
    hold,
    refresh,
  }
}

/** What the stream told since the list was asked; the list is asked again when it has other runs, unless it is held. */
function useChanges(filter: InputFor<'agent.run.list'>, loaded: RefObject<Loaded>) {
  const queries = useQueryClient()
  const [changes, setChanges] = useState(noChanges)
  const [isHeld, hold] = useState(false)
  const waiting = useRef<{ items: WatchedRun[]; timer: number }>({ items: [], timer: 0 })
  const refresh = useCallback(() => {
    setChanges((before) => ({ ...before, newIds: new Set(), isStale: false }))
    void queries.invalidateQueries({ queryKey: ['agent.run.list'] })
  }, [queries])
  const isLive = useWatchedRuns(filter, {
    onStart() {
      waiting.current.items.length = 0
      setChanges(noChanges)
      refresh()
    },
    onRun(item) {
      const { current } = waiting
      current.items.push(item)
      current.timer ||= window.setTimeout(() => {
        const items = current.items.splice(0)
        current.timer = 0
        setChanges((before) => addChanges(before, items, loaded.current))
      }, SHOWN_MS)
    },
  })
  const isDue = changes.isStale && !isHeld
  useEffect(() => {
    if (!isDue) return undefined
    const timer = setTimeout(refresh, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [isDue, refresh])
  return { isLive, changes: isLive ? changes : noChanges, hold, refresh }
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
