// Claims what is due in the caller's subtree and follows it. What was claimed is fired also when the caller goes away.
import { runTasks } from '../contracts/tasks.run.ts'
import { followFirings } from './follow-firings.ts'
import { implementStream } from './operation.ts'
import { refuseInFiring } from './require-task.ts'

export const run = implementStream(runTasks, {
  async begin(_input, deps, fail) {
    refuseInFiring(deps, fail)
    const { organizationId } = deps.principal
    const runIds = await deps.tasks.runner.claimDue({ organizationId, hierarchy: deps.hierarchy })
    const begun = { runIds }
    await deps.store.recordCommand({ record: deps.record({ resource: deps.hierarchy, output: begun }), emissions: [] })
    return begun
  },

  items: (input, { runIds }, deps, signal) =>
    followFirings({ runIds, isWhole: input.stream_all ?? false, deps, signal }),
})
