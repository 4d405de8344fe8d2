// Checks a command and stores it with the identity of its caller; it fires later with no more rights than that.
import { scheduleTask } from '../contracts/tasks.schedule.ts'
import { findNextDueMs } from '../core/due.ts'
import { omitAbsent } from '../core/run-row.ts'
import { type NewSchedule, noProgress, type Progress, type ScheduleRow } from '../core/schedule.ts'
import { implement } from './operation.ts'
import { readPolicy, readTiming } from './read-timing.ts'
import { describeField } from './refuse-input.ts'
import { findNextRunAt } from './render-task.ts'

export const schedule = implement(scheduleTask, {
  async run(input, deps, fail) {
    const { principal, hierarchy, agentArguments } = deps
    const createdAt = deps.now()
    const read = readTiming(input, createdAt)
    if (!read.ok) return fail('INPUT_INVALID', describeField(read.pointer, read.message))
    const reading = await deps.tasks.parseCommand(input.command)
    if (!reading.ok) {
      const { pointer, message } = reading.issue
      return fail(reading.code, { detail: `${pointer}: ${message}`, issues: [reading.issue] })
    }
    if (principal.credentialId.startsWith('jwt:')) {
      const detail = 'A task acts with the rights of a key, which can be asked for later: schedule it with an API key.'
      fail('FORBIDDEN', { detail })
    }
    const missing = reading.command.scopes.filter((scope) => !principal.scopes.some((own) => own === scope))
    if (missing.length > 0) {
      fail('FORBIDDEN', { detail: `The command needs the scope ${missing.join(', ')}, which your credential lacks.` })
    }
    const schedule: NewSchedule = {
      organizationId: principal.organizationId,
      hierarchy,
      name: input.name,
      description: input.description,
      command: input.command,
      timing: read.timing,
      policy: readPolicy(input, reading.command.isIdempotent),
      creator: { userId: principal.userId, credentialId: principal.credentialId, scopes: principal.scopes },
      agentArguments,
      plugin: principal.plugin,
      createdAt,
    }
    const start = (previous: ScheduleRow | null) => {
      const progress = input.keep_phase === true ? keepPhase(schedule, previous) : noProgress
      const dueMs = findNextDueMs(schedule, progress)
      return { progress, nextDueAt: dueMs === null ? null : new Date(dueMs).toISOString() }
    }
    const render = (row: ScheduleRow) =>
      omitAbsent({
        name: row.name,
        agent_instance_hierarchy: hierarchy,
        version: row.version,
        id: row.id,
        next_run_at: findNextRunAt(row, Date.parse(createdAt)) ?? undefined,
      })
    const stored = await deps.store.createSchedule({
      schedule,
      overwrite: input.overwrite ?? false,
      start,
      createRecord: (row) => deps.record({ resource: `${hierarchy}/${input.name}`, output: render(row) }),
    })
    if (stored.outcome === 'exists') {
      const detail = `Task "${input.name}" exists in "${hierarchy}"; --overwrite (overwrite: true) makes its next version.`
      return fail('TASK_EXISTS', { detail })
    }
    if (stored.outcome === 'created') return render(stored.row)
    // A call with the same Idempotency-Key was quicker: its kept reply is the answer.
    return { name: input.name, agent_instance_hierarchy: hierarchy, version: 0, id: 0 }
  },
})

/** An interval goes on where the one before it stood. */
function keepPhase({ timing }: NewSchedule, previous: ScheduleRow | null): Progress {
  if (timing.kind !== 'interval' || previous?.timing.kind !== 'interval') return noProgress
  return { ...previous.progress, fired: 0, isAwaitingEnd: false }
}
