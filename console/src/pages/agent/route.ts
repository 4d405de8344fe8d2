// One agent, and the session that is talked in.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'

export const AgentSearch = z.object({
  tab: z.enum(['about', 'revisions', 'figures']).optional().catch(undefined),
  session: z.string().optional().catch(undefined),
})
export type AgentSearch = z.infer<typeof AgentSearch>

export const agentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents/$agentId',
  validateSearch: AgentSearch,
  component: lazyRouteComponent(() => import('./agent-page.tsx'), 'AgentPage'),
})
