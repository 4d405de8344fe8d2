// The console's own address: goes on to the runs.
import { createRoute, redirect } from '@tanstack/react-router'
import { rootRoute } from '../../shell/root-route.ts'

export const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/runs', replace: true })
  },
})
