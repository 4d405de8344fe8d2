// Reads a run with its definition, its history and its log.
import { exportRun } from '../contracts/agent.run.export.ts'
import { renderRun } from '../core/run-row.ts'
import { implement } from './operation.ts'
import { readDefinition } from './read-definition.ts'
import { readWholeLog } from './read-log.ts'

export const exported = implement(exportRun, {
  async run({ runId }, { store, principal: { organizationId } }, fail) {
    const row = await store.getRun({ organizationId, runId })
    if (!row) return fail('RUN_NOT_FOUND')
    const definition = await readDefinition(store, row)
    const history = await store.listPastRuns({ organizationId, runId })
    const events = await readWholeLog(store, row)
    return {
      format: 'errand.run' as const,
      version: 1 as const,
      run: renderRun({ ...row, owner: null }),
      definition: { ...definition },
      history,
      events: events.map((event) => ({ ...event, data: { ...event.data } })),
    }
  },
})
