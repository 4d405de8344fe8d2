// Every page, one line each. How to add one: console/README.md.
import { agentRoute } from './pages/agent/route.ts'
import { agentsRoute } from './pages/agents/route.ts'
import { auditRoute } from './pages/audit/route.ts'
import { contractsRoute } from './pages/contracts/route.ts'
import { homeRoute } from './pages/home/route.ts'
import { inboxRoute } from './pages/inbox/route.ts'
import { metricsRoute } from './pages/metrics/route.ts'
import { runRoute } from './pages/run/route.ts'
import { runsRoute } from './pages/runs/route.ts'
import { settingsRoute } from './pages/settings/route.ts'
import { spaceRoute } from './pages/space/route.ts'
import { spacesRoute } from './pages/spaces/route.ts'
import { taskRoute } from './pages/task/route.ts'
import { tasksRoute } from './pages/tasks/route.ts'
import { toolRoute } from './pages/tool/route.ts'
import { toolsRoute } from './pages/tools/route.ts'
import { rootRoute } from './shell/root-route.ts'

export const routeTree = rootRoute.addChildren([
  agentRoute,
  agentsRoute,
  auditRoute,
  contractsRoute,
  homeRoute,
  inboxRoute,
  metricsRoute,
  runRoute,
  runsRoute,
  settingsRoute,
  spaceRoute,
  spacesRoute,
  taskRoute,
  tasksRoute,
  toolRoute,
  toolsRoute,
])
