// Keys, webhooks, and what the server works on.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'

export const SettingsSearch = z.object({
  tab: z.enum(['webhooks', 'deliveries', 'queue']).optional().catch(undefined),
  /** Whose deliveries. */
  webhook: z.string().optional().catch(undefined),
  status: z.enum(['pending', 'delivered', 'failed']).optional().catch(undefined),
  offset: z.int().min(0).optional().catch(undefined),
})
export type SettingsSearch = z.infer<typeof SettingsSearch>

export const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  validateSearch: SettingsSearch,
  staticData: { nav: { label: 'Settings', group: 'Observe', order: 3, icon: 'settings', key: 's' } },
  component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
})
