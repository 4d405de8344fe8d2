// Reads one session with its messages.
import { getSession } from '../contracts/session.get.ts'
import { renderSummary } from '../core/run-row.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'

const MAX_RUNS = 500

export const get = implement(getSession, {
  async run({ sessionId, includeRuns, limit, offset }, { store, principal }, fail) {
    const { organizationId } = principal
    const session = await store.getSession({ organizationId, sessionId })
    if (!session) return fail('SESSION_NOT_FOUND')
    const page = await store.listMessages({ organizationId, sessionId, limit, offset })
    const { items: messages, total, hasMore } = renderPage(page, offset, (message) => message)
    if (!includeRuns) return { ...session, messages, total, hasMore }
    const filter = {
      agentId: null,
      userId: null,
      parentRunId: null,
      status: null,
      search: null,
      startDate: null,
      endDate: null,
    }
    const runs = await store.listRuns({ organizationId, sessionId, ...filter, limit: MAX_RUNS, offset: 0 })
    return { ...session, messages, total, hasMore, runs: runs.items.map(renderSummary) }
  },
})
