// Measures the runs of a time, period by period.
import { getRunMetrics } from '../contracts/agent.run.getMetrics.ts'
import { listPeriods, MAX_PERIODS, renderMetrics } from '../core/run-metrics.ts'
import { implement } from './operation.ts'

export const getMetrics = implement(getRunMetrics, {
  async run({ agentId = null, model = null, groupBy = null, granularity, ...input }, { store, principal }, fail) {
    const startDate = new Date(input.startDate).toISOString()
    const endDate = new Date(input.endDate).toISOString()
    const refuse = (pointer: string, message: string) =>
      fail('INPUT_INVALID', { detail: `${pointer}: ${message}`, issues: [{ pointer, code: 'custom', message }] })
    if (startDate < '0001') refuse('/startDate', 'it lies before the year 1')
    if (endDate < startDate) refuse('/endDate', 'it lies before startDate')
    const periods = listPeriods(startDate, endDate, granularity)
    if (!periods) {
      return refuse('/granularity', `"${granularity}" makes more than ${MAX_PERIODS} periods; take a coarser one`)
    }
    const { organizationId } = principal
    const measure = { organizationId, agentId, model, groupBy, startDate, endDate, granularity }
    return renderMetrics(periods, await store.measureRuns(measure), groupBy !== null)
  },
})
