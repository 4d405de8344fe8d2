// Lists the audit of a tenant.
import { listAudit } from '../contracts/audit.list.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { Audit } from '../store/record.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'

export const list = implement(listAudit, {
  async run({ organizationId: _named, resource = null, startDate, endDate, offset, ...filter }, { store, principal }) {
    const { organizationId } = principal
    const dates = { startDate: normaliseDate(startDate), endDate: normaliseDate(endDate) }
    const order = filter.after === undefined ? 'newest' : 'oldest'
    const page = await store.listAudit({ ...filter, resource, ...dates, organizationId, order, offset })
    return renderPage(page, offset, renderItem)
  },
})

function renderItem({ organizationId: _tenant, ...row }: Audit) {
  return omitAbsent(row)
}

/** Moments are compared as texts with milliseconds. */
function normaliseDate(date: string | undefined): string | null {
  return date === undefined ? null : new Date(date).toISOString()
}
