// One stored tool.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../shell/root-route.ts'

export const toolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tools/$toolId',
  component: lazyRouteComponent(() => import('./tool-page.tsx'), 'ToolPage'),
})
