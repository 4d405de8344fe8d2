// How agents do over time; the time, the grouping and the filters are the address.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'

const day = z.iso.date().optional().catch(undefined)
const text = z.string().optional().catch(undefined)

export const MetricsSearch = z.object({
  within: z.enum(['1d', '30d', '90d']).optional().catch(undefined),
  /** The first and the last day that count, in UTC; they go before `within`. */
  from: day,
  to: day,
  by: z.literal('model').optional().catch(undefined),
  agent: text,
  model: text,
})
export type MetricsSearch = z.infer<typeof MetricsSearch>

export const metricsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/metrics',
  validateSearch: MetricsSearch,
  staticData: { nav: { label: 'Metrics', group: 'Observe', order: 1, icon: 'metrics', key: 'm' } },
  component: lazyRouteComponent(() => import('./metrics-page.tsx'), 'MetricsPage'),
})
