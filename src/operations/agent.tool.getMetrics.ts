// Measures the tool calls of a time.
import { getToolMetrics } from '../contracts/agent.tool.getMetrics.ts'
import { renderToolMetrics } from '../core/tool-metrics.ts'
import { implement } from './operation.ts'
import { readTimeRange } from './read-time-range.ts'

export const getMetrics = implement(getToolMetrics, {
  async run({ toolId = null, agentId = null, ...input }, { store, principal: { organizationId } }, fail) {
    const range = readTimeRange(input, fail)
    return { items: renderToolMetrics(await store.measureTools({ organizationId, toolId, agentId, ...range })) }
  },
})
