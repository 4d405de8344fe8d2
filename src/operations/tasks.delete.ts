// Deletes a task; what its firings left stays.
import { deleteTask } from '../contracts/tasks.delete.ts'
import { implement } from './operation.ts'
import { locateTask } from './require-task.ts'

export const remove = implement(deleteTask, {
  async run(input, deps) {
    // A path outside of the caller's own names nothing, as a name that nobody has.
    const place = locateTask(input, deps) ?? {
      organizationId: deps.principal.organizationId,
      hierarchy: '',
      name: input.name,
    }
    const resource = `${input.agent_instance_hierarchy ?? deps.hierarchy}/${input.name}`
    const done = await deps.store.deleteSchedule({
      ...place,
      at: deps.now(),
      createRecord: (deleted) => deps.record({ resource, output: { deleted } }),
    })
    return { deleted: done.outcome === 'done' && done.isDeleted }
  },
})
