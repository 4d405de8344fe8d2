// Resumes a task: slots that passed during the pause are dropped, a oneshot whose time passed is due.
import { resumeTask } from '../contracts/tasks.resume.ts'
import { dropSlots, findNextDueMs } from '../core/due.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { ScheduleRow } from '../core/schedule.ts'
import { implement } from './operation.ts'
import { findNextRunAt } from './render-task.ts'
import { failNotFound, locateTask } from './require-task.ts'

export const resume = implement(resumeTask, {
  async run(input, deps, fail) {
    const place = locateTask(input, deps)
    if (!place) return failNotFound(input, deps, fail)
    const { name, hierarchy } = place
    const nowMs = Date.parse(deps.now())
    const render = (row: ScheduleRow) =>
      omitAbsent({
        name,
        agent_instance_hierarchy: hierarchy,
        version: row.version,
        paused: false,
        next_run_at: findNextRunAt(row, nowMs) ?? undefined,
      })
    const changed = await deps.store.changeSchedule({
      ...place,
      change: (row) => (row.pausedAt === null ? {} : resumeAt(row, nowMs)),
      createRecord: (row) => deps.record({ resource: `${hierarchy}/${name}`, output: render(row) }),
    })
    if (changed.outcome === 'missing') return failNotFound(input, deps, fail)
    if (changed.outcome === 'changed') return render(changed.row)
    return { name, agent_instance_hierarchy: hierarchy, version: 0, paused: false }
  },
})

function resumeAt(
  row: ScheduleRow,
  nowMs: number,
): Pick<ScheduleRow, 'pausedAt' | 'pausedReason' | 'progress' | 'nextDueAt'> {
  const progress = dropSlots(row, row.progress, nowMs)
  const dueMs = findNextDueMs(row, progress)
  const nextDueAt = dueMs === null ? null : new Date(dueMs).toISOString()
  return { pausedAt: null, pausedReason: null, progress, nextDueAt }
}
