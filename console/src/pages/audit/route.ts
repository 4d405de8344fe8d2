// Who did what; the filters are the address.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'

const text = z.string().optional().catch(undefined)

export const AuditSearch = z.object({
  actor: text,
  action: text,
  resource: text,
  outcome: z.enum(['done', 'denied']).optional().catch(undefined),
  /** Rows that are skipped, newest first. */
  offset: z.int().min(0).optional().catch(undefined),
})
export type AuditSearch = z.infer<typeof AuditSearch>

export const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: AuditSearch,
  staticData: { nav: { label: 'Audit', group: 'Observe', order: 2, icon: 'audit', key: 'u', needs: 'audit.list' } },
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
})
