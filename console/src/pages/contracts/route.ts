// Every operation; the one that is looked at is the address.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../../shell/root-route.ts'

export const ContractsSearch = z.object({
  search: z.string().optional().catch(undefined),
  /** Key of a contract. */
  key: z.string().optional().catch(undefined),
  tab: z.enum(['schema', 'errors', 'examples']).optional().catch(undefined),
})
export type ContractsSearch = z.infer<typeof ContractsSearch>

export const contractsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/contracts',
  validateSearch: ContractsSearch,
  staticData: { nav: { label: 'Contracts', group: 'Build', order: 4, icon: 'contracts', key: 'o' } },
  component: lazyRouteComponent(() => import('./contracts-page.tsx'), 'ContractsPage'),
})
