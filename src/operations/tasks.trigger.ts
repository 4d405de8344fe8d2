// Fires one task now and follows it.
import { triggerTask } from '../contracts/tasks.trigger.ts'
import { followFirings } from './follow-firings.ts'
import { implementStream } from './operation.ts'
import { failNotFound, refuseInFiring, requireTask } from './require-task.ts'

export const trigger = implementStream(triggerTask, {
  async begin(input, deps, fail) {
    refuseInFiring(deps, fail)
    const schedule = await requireTask(input, deps, fail)
    const resource = `${schedule.hierarchy}/${schedule.name}`
    const createRecord = (runId: string) => deps.record({ resource, output: { runIds: [runId] } })
    const triggered = await deps.tasks.runner.trigger(schedule, createRecord)
    switch (triggered.outcome) {
      case 'fired':
        return { runIds: [triggered.runId] }
      case 'overlap':
        return fail('TASK_OVERLAP', {
          detail: `A firing of task "${schedule.name}" has not ended, and its overlap policy is skip.`,
        })
      case 'missing':
        return failNotFound(input, deps, fail)
      case 'replied':
        return { runIds: [] } // the kept reply of the quicker call is the answer
    }
  },

  items: (input, { runIds }, deps, signal) =>
    followFirings({ runIds, isWhole: input.stream_all ?? false, deps, signal }),
})
