// Reads a run's log as a page, or follows it to its end.
import { getRunEvents } from '../contracts/agent.run.getEvents.ts'
import { implement } from './operation.ts'
import { streamRun } from './stream-run.ts'

export const getEvents = implement(getRunEvents, {
  async run({ runId, after, types = null, limit }, { store, principal }, fail) {
    const row = await store.getRun({ organizationId: principal.organizationId, runId })
    if (!row) return fail('RUN_NOT_FOUND')
    if (after > row.head) {
      fail('CURSOR_INVALID', { detail: `The log of run ${runId} ends at ${row.head}; ${after} lies beyond it.` })
    }
    const { events, hasMore, head } = await store.readEvents({ runId, after, limit, types })
    return { items: events.map((event) => ({ ...event, data: { ...event.data } })), lastSeq: head, hasMore }
  },

  async *stream({ runId, after, types }, _output, deps, signal) {
    for await (const frames of streamRun({ runId, after, deps, signal })) {
      yield types ? frames.filter((frame) => types.includes(frame.event)) : frames
    }
  },
})
