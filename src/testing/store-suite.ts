// The conformance suite of the Store port: every driver passes all of it. It uses vitest.
import { describe } from 'vitest'
import { describeAgents } from './store-suite-agents.ts'
import { describeApprovals } from './store-suite-approvals.ts'
import { describeChanges } from './store-suite-changes.ts'
import { describeCommits } from './store-suite-commits.ts'
import { describeContextSpaces } from './store-suite-context.ts'
import { describeFamilies } from './store-suite-family.ts'
import { describeKeys } from './store-suite-keys.ts'
import { describeLogs } from './store-suite-logs.ts'
import { describeLists } from './store-suite-lists.ts'
import { describeMetrics } from './store-suite-metrics.ts'
import { describeModel } from './store-suite-model.ts'
import { describeOwnership } from './store-suite-ownership.ts'
import { describeRaces } from './store-suite-races.ts'
import { describeRuns } from './store-suite-runs.ts'
import { describeStorage } from './store-suite-storage.ts'
import { describeStoredAgents } from './store-suite-stored-agents.ts'
import { describeTasks } from './store-suite-tasks.ts'
import { describeToolCalls } from './store-suite-tool-calls.ts'
import { describeTools } from './store-suite-tools.ts'
import { describeWebhooks } from './store-suite-webhooks.ts'
import type { OpenStore } from './store-fixture.ts'

/** Describes what a driver must do; call it at the top of its test file. */
export function describeStore(name: string, open: OpenStore): void {
  describe(`store ${name}`, () => {
    describeRuns(open)
    describeLogs(open)
    describeOwnership(open)
    describeApprovals(open)
    describeFamilies(open)
    describeCommits(open)
    describeChanges(open)
    describeLists(open)
    describeAgents(open)
    describeKeys(open)
    describeContextSpaces(open)
    describeStoredAgents(open)
    describeTasks(open)
    describeTools(open)
    describeToolCalls(open)
    describeStorage(open)
    describeMetrics(open)
    describeRaces(open)
    describeWebhooks(open)
    describeModel(open)
  })
}
