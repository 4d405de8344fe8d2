// How agents do over time; the time and the grouping are the address.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'

export const MetricsSearch = z.object({
  within: z.enum(['1d', '30d', '90d']).optional().catch(undefined),
  by: z.literal('model').optional().catch(undefined),
})
export type MetricsSearch = z.infer<typeof MetricsSearch>

export const metricsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/metrics',
  validateSearch: MetricsSearch,
  staticData: { nav: { label: 'Metrics', group: 'Observe', order: 1, icon: 'metrics', key: 'm' } },
  component: lazyRouteComponent(() => import('./metrics-page.tsx'), 'MetricsPage'),
})
