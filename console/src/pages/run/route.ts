// One run; the tab, and the event that is looked at, are the address.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'

export const RunSearch = z.object({
  tab: z.enum(['timeline', 'logs', 'events', 'related', 'compare']).optional().catch(undefined),
  /** The event that is shown beside. */
  seq: z.int().min(1).optional().catch(undefined),
})
export type RunSearch = z.infer<typeof RunSearch>

export const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$runId',
  validateSearch: RunSearch,
  component: lazyRouteComponent(() => import('./run-page.tsx'), 'RunPage'),
})
