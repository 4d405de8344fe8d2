// The context spaces of the tenant.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../shell/root-route.ts'

export const spacesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/context',
  staticData: { nav: { label: 'Context', group: 'Build', order: 3, icon: 'context', key: 'c' } },
  component: lazyRouteComponent(() => import('./spaces-page.tsx'), 'SpacesPage'),
})
