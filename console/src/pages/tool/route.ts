// One stored tool.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'
import { Within } from '../tools/use-tool-figures.ts'

export const toolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tools/$toolId',
  validateSearch: z.object({ within: Within }),
  component: lazyRouteComponent(() => import('./tool-page.tsx'), 'ToolPage'),
})
