// Reads the log lines of a run, folded from its log.
import { getRunLogs } from '../contracts/agent.run.getLogs.ts'
import { projectLogs } from '../core/project-logs.ts'
import { implement } from './operation.ts'
import { readLog } from './read-log.ts'
import { renderPage } from './render-page.ts'

export const getLogs = implement(getRunLogs, {
  async run({ runId, level, stepId, limit, offset }, { store, principal }, fail) {
    const row = await store.getRun({ organizationId: principal.organizationId, runId })
    if (!row) return fail('RUN_NOT_FOUND')
    const lines = projectLogs(await readLog(store, runId)).filter(
      (line) => (level === undefined || line.level === level) && (stepId === undefined || line.stepId === stepId),
    )
    return renderPage({ items: lines.slice(offset, offset + limit), total: lines.length }, offset, (line) => line)
  },
})
