// Reads the steps of a run, folded from its log.
import { getRunSteps } from '../contracts/agent.run.getSteps.ts'
import { projectSteps } from '../core/project-steps.ts'
import { implement } from './operation.ts'
import { readLog } from './read-log.ts'

export const getSteps = implement(getRunSteps, {
  async run({ runId }, { store, principal }, fail) {
    const row = await store.getRun({ organizationId: principal.organizationId, runId })
    if (!row) return fail('RUN_NOT_FOUND')
    return { steps: projectSteps(await readLog(store, runId)) }
  },
})
