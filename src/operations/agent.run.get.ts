// Reads one run; steps and logs are folded from its log when asked for.
import { getRun } from '../contracts/agent.run.get.ts'
import { projectLogs } from '../core/project-logs.ts'
import { projectSteps } from '../core/project-steps.ts'
import { renderRun } from '../core/run-row.ts'
import { implement } from './operation.ts'
import { readLog } from './read-log.ts'

const MAX_LOGS = 500

export const get = implement(getRun, {
  async run({ runId, includeSteps, includeLogs }, { store, principal }, fail) {
    const row = await store.getRun({ organizationId: principal.organizationId, runId })
    if (!row) return fail('RUN_NOT_FOUND')
    const events = includeSteps || includeLogs ? await readLog(store, runId) : []
    return {
      ...renderRun(row),
      ...(includeSteps && { steps: projectSteps(events) }),
      ...(includeLogs && { logs: projectLogs(events).slice(0, MAX_LOGS) }),
    }
  },
})
