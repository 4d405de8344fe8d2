// The tools that agents may call.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'
import { Within } from './use-tool-figures.ts'

export const ToolsSearch = z.object({
  search: z.string().optional().catch(undefined),
  within: Within,
  status: z.enum(['draft', 'active', 'deprecated', 'disabled']).optional().catch(undefined),
})

export const toolsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tools',
  validateSearch: ToolsSearch,
  staticData: { nav: { label: 'Tools', group: 'Build', order: 2, icon: 'tools', key: 't' } },
  component: lazyRouteComponent(() => import('./tools-page.tsx'), 'ToolsPage'),
})
