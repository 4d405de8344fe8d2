// Lists the runs of the caller's tenant.
import { listRuns } from '../contracts/agent.run.list.ts'
import { renderSummary } from '../core/run-row.ts'
import { selectStatuses } from '../core/status-filter.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'

const SHOWN_CHARACTERS = 200

export const list = implement(listRuns, {
  async run(input, { store, principal }) {
    const { agentId, userId, sessionId, parentRunId, status, search, startDate, endDate, limit, offset } = input
    const page = await store.listRuns({
      organizationId: principal.organizationId,
      agentId: agentId ?? null,
      userId: userId ?? null,
      sessionId: sessionId ?? null,
      parentRunId: parentRunId ?? null,
      status: status ? selectStatuses(status) : null,
      search: search ?? null,
      startDate: normaliseDate(startDate),
      endDate: normaliseDate(endDate),
      limit,
      offset,
    })
    return renderPage(page, offset, (row) => ({
      ...renderSummary(row),
      message: row.created.input.message.slice(0, SHOWN_CHARACTERS),
    }))
  },
})

/** Stored moments have milliseconds; filters are compared as text, so they get them too. */
function normaliseDate(date: string | undefined): string | null {
  return date === undefined ? null : new Date(date).toISOString()
}
