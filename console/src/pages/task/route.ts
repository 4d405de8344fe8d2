// One task; the firing whose log is read is the address.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'

export const TaskSearch = z.object({
  /** The hierarchy in which the name is; default: the first that has it. */
  at: z.string().optional().catch(undefined),
  firing: z.string().optional().catch(undefined),
})

export const taskRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tasks/$name',
  validateSearch: TaskSearch,
  component: lazyRouteComponent(() => import('./task-page.tsx'), 'TaskPage'),
})
