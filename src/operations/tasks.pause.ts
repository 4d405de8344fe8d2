// Pauses a task. A task that is paused already keeps the reason it has, unless another one is given.
import { pauseTask } from '../contracts/tasks.pause.ts'
import { implement } from './operation.ts'
import { failNotFound, locateTask } from './require-task.ts'

export const pause = implement(pauseTask, {
  async run(input, deps, fail) {
    const place = locateTask(input, deps)
    if (!place) return failNotFound(input, deps, fail)
    const { name, hierarchy } = place
    const at = deps.now()
    const render = (version: number) => ({ name, agent_instance_hierarchy: hierarchy, version, paused: true })
    const changed = await deps.store.changeSchedule({
      ...place,
      change: (row) => ({ pausedAt: row.pausedAt ?? at, pausedReason: input.reason ?? row.pausedReason }),
      createRecord: ({ version }) => deps.record({ resource: `${hierarchy}/${name}`, output: render(version) }),
    })
    if (changed.outcome === 'missing') return failNotFound(input, deps, fail)
    return render(changed.outcome === 'changed' ? changed.row.version : 0)
  },
})
