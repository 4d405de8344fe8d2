// tasks.pause: the task is not due until it is resumed.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Count, Hierarchy, Name } from './scalars.ts'
import { omittable, TASK_NOT_FOUND, taskBase } from './task.ts'
import { taskCli } from './task-cli.ts'

export const pauseTask = defineCommand({
  meta: {
    key: 'tasks.pause',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tasks', 'pause'],
    description: 'Pauses a task: it is not due until it is resumed.',
    goal: 'Stop a task for a while without losing it.',
    context: 'A firing in progress goes on. Slots that pass meanwhile are dropped.',
  },
  io: {
    inputName: 'PauseTaskInput',
    outputName: 'PauseTaskOutput',
    input: z.strictObject({
      ...taskBase('pause'),
      name: Name,
      /** Where the task is; default: at the caller's own. */
      agent_instance_hierarchy: omittable(Hierarchy),
      reason: omittable(z.string().max(2000)),
    }),
    output: z.strictObject({
      name: z.string(),
      agent_instance_hierarchy: z.string(),
      version: Count,
      paused: z.boolean(),
    }),
    errors: { TASK_NOT_FOUND },
  },
  isShaped: true,
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [], audit: ['task.paused'] },
  isIdempotent: true,
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'pause-basic',
        input: { name: 'nightly-report', reason: 'The reporter is on holiday' },
        output: { name: 'nightly-report', agent_instance_hierarchy: 'cli', version: 1, paused: true },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/tasks/pause' },
  cli: taskCli({}, { example: 'errand tasks pause --name nightly --reason holiday' }),
})
