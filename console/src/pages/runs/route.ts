// The runs of the tenant; the filters are the address.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'

const text = z.string().optional().catch(undefined)

export const RunsSearch = z.object({
  status: z.enum(['open', 'running', 'waiting', 'done', 'error', 'cancelled']).optional().catch(undefined),
  agent: text,
  /** Part of the message. */
  text,
  session: text,
  /** How far back: runs queued within this time. */
  within: z.enum(['15m', '1h', '1d', '7d']).optional().catch(undefined),
})
export type RunsSearch = z.infer<typeof RunsSearch>

export const runsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs',
  validateSearch: RunsSearch,
  staticData: { nav: { label: 'Runs', group: 'Work', order: 1, icon: 'runs', key: 'r' } },
  component: lazyRouteComponent(() => import('./runs-page.tsx'), 'RunsPage'),
})
