// Measures the runs of a time, period by period.
import { getRunMetrics } from '../contracts/agent.run.getMetrics.ts'
import { listPeriods, MAX_PERIODS, renderMetrics } from '../core/run-metrics.ts'
import { implement } from './operation.ts'
import { readTimeRange, refuseField } from './read-time-range.ts'

export const getMetrics = implement(getRunMetrics, {
  async run({ agentId = null, model = null, groupBy = null, granularity, ...input }, { store, principal }, fail) {
    const range = readTimeRange(input, fail)
    const periods = listPeriods(range.startDate, range.endDate, granularity)
    if (!periods) {
      const message = `"${granularity}" makes more than ${MAX_PERIODS} periods; take a coarser one`
      return refuseField('/granularity', message, fail)
    }
    const { organizationId } = principal
    const buckets = await store.measureRuns({ organizationId, agentId, model, groupBy, ...range, granularity })
    return renderMetrics(periods, buckets, groupBy !== null)
  },
})
