// How often tools were called in a time, and how often that failed.
import type { OutputFor } from 'errand/client'
import { z } from 'zod'
import { useCall } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'

export type ToolFigures = OutputFor<'agent.tool.getMetrics'>['items'][number]

/** How far back calls are counted; absent: 7 days. */
export const Within = z.enum(['1d', '30d']).optional().catch(undefined)
export const times = { '1d': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days' } as const

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const days = { '1d': 1, '7d': 7, '30d': 30 } as const
const EVERY_MS = 15_000

export function useToolFigures(within: z.infer<typeof Within>, filter: { toolId?: string } = {}) {
  const endMs = Math.ceil(useNow(MINUTE_MS) / MINUTE_MS) * MINUTE_MS
  const startDate = new Date(endMs - days[within ?? '7d'] * DAY_MS).toISOString()
  const endDate = new Date(endMs).toISOString()
  return useCall('agent.tool.getMetrics', { startDate, endDate, ...filter }, { everyMs: EVERY_MS })
}
