// Tells of the runs of a tenant as they change.
// 1. listen, 2. tell what began or ended behind the cursor, then what is in progress, 3. tell what changes; when too much
// changed since the reader last took something, begin again at 2.
import { type WatchedRun, watchRuns } from '../contracts/agent.run.watch.ts'
import { fitsFilter, fitsStatus, type RunFilter } from '../core/run-filter.ts'
import type { RunRow } from '../core/run-row.ts'
import type { Store } from '../store/store.ts'
import { createRunChanges, type RunChanges } from '../store/run-changes.ts'
import { implement, type Stream, type StreamFrame } from './operation.ts'
import { readRunFilter, renderListed } from './read-run-filter.ts'

const PAGE = 100

export const watch = implement(watchRuns, {
  async run({ after = null, limit, ...asked }, { store, principal: { organizationId } }, fail) {
    const changed = await store.listChangedRuns({ organizationId, after, limit })
    if (!changed) return fail('CURSOR_INVALID', { detail: `No cursor of this store is as high as ${after}.` })
    const { runs, cursor, hasMore } = changed
    return { items: renderRuns(runs, readRunFilter(asked, organizationId)), cursor, hasMore }
  },

  async *stream({ after, limit: _limit, ...asked }, { cursor }, { store, principal: { organizationId } }, signal) {
    const filter = readRunFilter(asked, organizationId)
    using changes = createRunChanges(store, organizationId, signal)
    const reader = { store, filter, changes, cursor: after ?? cursor }
    while (!signal.aborted) {
      yield* catchUp(reader)
      yield* tellChanges(reader)
    }
  },
})

interface Reader {
  readonly store: Store
  readonly filter: RunFilter
  readonly changes: RunChanges
  cursor: number
}

/** What began or ended behind the cursor, then what is in progress. */
async function* catchUp(reader: Reader): Stream {
  const { store, filter } = reader
  const { organizationId } = filter
  for (let hasMore = true; hasMore;) {
    const page = await store.listChangedRuns({ organizationId, after: reader.cursor, limit: PAGE })
    if (!page) return
    yield renderFrames(page.runs, reader, page.cursor)
    hasMore = page.hasMore
  }
  const open = await store.listOpenRuns()
  const runIds = open.filter((run) => run.organizationId === organizationId).map(({ runId }) => runId)
  yield* readRuns(runIds, reader, reader.cursor)
}

/** What changes, until the signal fires or too much has changed. The cursor is read first: all up to it is told. */
async function* tellChanges(reader: Reader): Stream {
  const { store, filter, changes } = reader
  while (await changes.wait()) {
    const now = await store.listChangedRuns({ organizationId: filter.organizationId, after: null, limit: PAGE })
    const runIds = changes.take()
    if (!runIds) return
    yield* readRuns(runIds, reader, now?.cursor ?? reader.cursor)
  }
}

async function* readRuns(runIds: readonly string[], reader: Reader, cursor: number): Stream {
  const { organizationId } = reader.filter
  for (let place = 0; place < runIds.length; place += PAGE) {
    const isLast = place + PAGE >= runIds.length
    const runs = await reader.store.getRuns({ organizationId, runIds: runIds.slice(place, place + PAGE) })
    yield renderFrames(runs, reader, isLast ? cursor : reader.cursor)
  }
}

/** Only the last frame has the new cursor: a reader that is cut off before is told of all of them again. */
function renderFrames(runs: readonly RunRow[], reader: Reader, cursor: number): StreamFrame[] {
  const items = renderRuns(runs, reader.filter)
  const frames = items.map((data, place) => {
    const id = place === items.length - 1 ? cursor : reader.cursor
    return { id: String(id), event: 'run', data }
  })
  reader.cursor = cursor
  return frames
}

function renderRuns(runs: readonly RunRow[], filter: RunFilter): WatchedRun[] {
  const fitting = runs.filter((row) => fitsFilter(row, filter))
  return fitting.map((row) => ({ run: renderListed(row), isListed: fitsStatus(row, filter.status) }))
}
