// Lists the sessions of the caller's tenant.
import { listSessions } from '../contracts/session.list.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'

export const list = implement(listSessions, {
  async run({ agentId, userId, search, limit, offset }, { store, principal }) {
    const page = await store.listSessions({
      organizationId: principal.organizationId,
      agentId: agentId ?? null,
      userId: userId ?? null,
      search: search ?? null,
      limit,
      offset,
    })
    return renderPage(page, offset, (session) => session)
  },
})
