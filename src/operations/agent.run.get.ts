// Reads one run; what it is doing, its steps and its logs are folded from its log.
import { getRun } from '../contracts/agent.run.get.ts'
import { listInFlight } from '../core/end-run.ts'
import { projectLogs } from '../core/project-logs.ts'
import { projectSteps } from '../core/project-steps.ts'
import { renderRun } from '../core/run-row.ts'
import { foldEvents } from '../core/run-state.ts'
import { implement } from './operation.ts'
import { readLog } from './read-log.ts'

const MAX_LOGS = 500

export const get = implement(getRun, {
  async run({ runId, includeSteps, includeLogs }, { store, principal }, fail) {
    const row = await store.getRun({ organizationId: principal.organizationId, runId })
    if (!row) return fail('RUN_NOT_FOUND')
    const isRunning = row.status === 'running'
    const events = includeSteps || includeLogs || isRunning ? await readLog(store, runId) : []
    return {
      ...renderRun(row),
      ...(isRunning && { inFlight: listInFlight(foldEvents(events)) }),
      ...(includeSteps && { steps: projectSteps(events) }),
      ...(includeLogs && { logs: projectLogs(events).slice(0, MAX_LOGS) }),
    }
  },
})
