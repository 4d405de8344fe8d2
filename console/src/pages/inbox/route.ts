// What waits for a person; the one that is looked at is the address.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'
import { InboxCount } from './inbox-count.tsx'

export const InboxSearch = z.object({
  /** Id of an approval. */
  item: z.string().optional().catch(undefined),
})

export const inboxRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/inbox',
  validateSearch: InboxSearch,
  staticData: { nav: { label: 'Inbox', group: 'Work', order: 2, icon: 'inbox', key: 'i', Badge: InboxCount } },
  component: lazyRouteComponent(() => import('./inbox-page.tsx'), 'InboxPage'),
})
