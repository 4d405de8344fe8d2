// Tells when a task, or a timing that is not stored, fires next.
import { previewTask } from '../contracts/tasks.preview.ts'
import { renderLocal } from '../core/cron.ts'
import { listNextDue } from '../core/due.ts'
import { type DueRules, noProgress, type Progress } from '../core/schedule.ts'
import { implement } from './operation.ts'
import { readPolicy, readTiming } from './read-timing.ts'
import { describeField } from './refuse-input.ts'
import { requireTask } from './require-task.ts'

const timingFields = ['interval_seconds', 'cron', 'time_zone', 'at', 'in_seconds', 'start_at', 'end_at'] as const

export const preview = implement(previewTask, {
  async run(input, deps, fail) {
    const now = deps.now()
    const from = input.from === undefined ? now : new Date(input.from).toISOString()
    const given = timingFields.filter((field) => input[field] !== undefined)
    if (input.name !== undefined && given[0]) {
      fail('INPUT_INVALID', describeField(`/${given[0]}`, 'excludes name: the task has a timing of its own'))
    }
    const kinds = given.filter((field) => field !== 'time_zone' && field !== 'start_at' && field !== 'end_at')
    if (input.name === undefined && kinds.length === 0) {
      fail('INPUT_INVALID', describeField('/name', 'give the name of a task, or a timing'))
    }
    let rules: DueRules
    let progress: Progress = noProgress
    if (input.name === undefined) {
      const read = readTiming(input, now)
      if (!read.ok) return fail('INPUT_INVALID', describeField(read.pointer, read.message))
      rules = {
        hierarchy: '',
        name: '',
        timing: read.timing,
        policy: readPolicy({ start_at: input.start_at, end_at: input.end_at }, true),
        createdAt: from,
      }
    } else {
      const schedule = await requireTask({ name: input.name }, deps, fail)
      rules = schedule
      progress = schedule.progress
    }
    const { timing } = rules
    const timeZone = timing.kind === 'cron' ? timing.timeZone : 'UTC'
    const due = listNextDue(rules, progress, Date.parse(from), input.count ?? 5)
    return { items: due.map((ms) => ({ due_at: new Date(ms).toISOString(), local: renderLocal(ms, timeZone) })) }
  },
})
