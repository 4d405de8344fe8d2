// The task that a call names, within the caller's own path; any other is not there.
import { isWithin } from '../core/hierarchy.ts'
import type { ScheduleRow } from '../core/schedule.ts'
import type { TaskName } from '../store/task-verbs.ts'
import type { CallDeps, Fail } from './operation.ts'
import { isInFiring } from './task-deps.ts'

export interface NamedTask {
  readonly name: string
  readonly agent_instance_hierarchy?: string | undefined
}

/** Null: the path is outside of the caller's own. */
export function locateTask({ name, agent_instance_hierarchy: path }: NamedTask, deps: CallDeps): TaskName | null {
  const hierarchy = path ?? deps.hierarchy
  return isWithin(hierarchy, deps.hierarchy) ? { organizationId: deps.principal.organizationId, hierarchy, name } : null
}

export async function requireTask(
  named: NamedTask,
  deps: CallDeps,
  fail: Fail<'TASK_NOT_FOUND'>,
): Promise<ScheduleRow> {
  const place = locateTask(named, deps)
  const found = place && (await deps.store.getSchedule(place))
  return found ?? failNotFound(named, deps, fail)
}

export function failNotFound(named: NamedTask, deps: CallDeps, fail: Fail<'TASK_NOT_FOUND'>): never {
  const place = named.agent_instance_hierarchy ?? deps.hierarchy
  return fail('TASK_NOT_FOUND', { detail: `There is no task "${named.name}" in "${place}".` })
}

/** A firing fires nothing: not by its command, and not by an agent that it runs. */
export function refuseInFiring(deps: CallDeps, fail: Fail<'SCHEDULE_RECURSION'>): void {
  if (isInFiring(deps.origin)) fail('SCHEDULE_RECURSION', { detail: 'This call is made inside of a firing.' })
}
