// What is scheduled.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'

export const TasksSearch = z.object({
  /** How far the time line goes, back and ahead. */
  span: z.enum(['1h', '7d']).optional().catch(undefined),
})

export const tasksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tasks',
  validateSearch: TasksSearch,
  staticData: { nav: { label: 'Tasks', group: 'Work', order: 3, icon: 'tasks', key: 'k' } },
  component: lazyRouteComponent(() => import('./tasks-page.tsx'), 'TasksPage'),
})
