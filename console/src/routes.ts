// Every page, one line each. How to add one: console/README.md.
import { agentRoute } from './pages/agent/route.ts'
import { agentsRoute } from './pages/agents/route.ts'
import { homeRoute } from './pages/home/route.ts'
import { runRoute } from './pages/run/route.ts'
import { runsRoute } from './pages/runs/route.ts'
import { rootRoute } from './shell/root-route.ts'

export const routeTree = rootRoute.addChildren([agentRoute, agentsRoute, homeRoute, runRoute, runsRoute])
