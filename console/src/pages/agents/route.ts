// The agents of the tenant.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../shell/root-route.ts'

export const agentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents',
  staticData: { nav: { label: 'Agents', group: 'Build', order: 1, icon: 'agents', key: 'a' } },
  component: lazyRouteComponent(() => import('./agents-page.tsx'), 'AgentsPage'),
})
