// tasks.preview: when a task, or a schedule that is not stored yet, would fire.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { DateTime, Name } from './scalars.ts'
import { omittable, policyInput, TASK_NOT_FOUND, taskBase, timingInput } from './task.ts'
import { taskCli, timingFlags } from './task-cli.ts'

export const previewTask = defineQuery({
  meta: {
    key: 'tasks.preview',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tasks', 'preview'],
    description: 'Tells the next moments at which a task would fire.',
    goal: 'See what a schedule means before relying on it, also over a change of the clocks.',
    context: 'Name a task, or give a timing as tasks.schedule takes it.',
  },
  io: {
    inputName: 'PreviewTaskInput',
    outputName: 'PreviewTaskOutput',
    input: z.strictObject({
      ...taskBase('preview'),
      name: omittable(Name),
      ...timingInput,
      start_at: policyInput.start_at,
      end_at: policyInput.end_at,
      /** Default: now. */
      from: omittable(DateTime),
      /** Default 5. */
      count: omittable(z.int().min(1).max(100)),
    }),
    output: z.strictObject({ items: z.array(z.strictObject({ due_at: DateTime, local: z.string() })) }),
    errors: { TASK_NOT_FOUND },
  },
  isShaped: true,
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'over-the-change-to-summer-time',
        input: { cron: '30 2 * * *', time_zone: 'Europe/Berlin', from: '2026-03-28T12:00:00Z', count: 2 },
        output: {
          items: [
            { due_at: '2026-03-29T01:00:00.000Z', local: '2026-03-29T03:00:00+02:00' },
            { due_at: '2026-03-30T00:30:00.000Z', local: '2026-03-30T02:30:00+02:00' },
          ],
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/tasks/preview' },
  cli: taskCli(timingFlags, { example: `errand tasks preview --cron '30 2 * * *' --time-zone Europe/Berlin` }),
})
