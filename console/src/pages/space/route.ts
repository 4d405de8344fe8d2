// One context space; what is searched and which document is read are the address.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'

const text = z.string().optional().catch(undefined)

export const SpaceSearch = z.object({
  tab: z.enum(['documents', 'skills', 'sources', 'problems']).optional().catch(undefined),
  query: text,
  /** The document that is read: its source and path, or a skill. */
  source: text,
  path: text,
  skill: text,
  /** What of the document is looked for, in its own words. */
  passage: text,
})
export type SpaceSearch = z.infer<typeof SpaceSearch>

export const spaceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/context/$spaceId',
  validateSearch: SpaceSearch,
  component: lazyRouteComponent(() => import('./space-page.tsx'), 'SpacePage'),
})
