// tasks.delete: the task is gone and its name free; what its firings left stays.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Hierarchy, Name } from './scalars.ts'
import { omittable, taskBase } from './task.ts'
import { taskCli } from './task-cli.ts'

export const deleteTask = defineCommand({
  meta: {
    key: 'tasks.delete',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tasks', 'delete'],
    description: 'Deletes a task. Its name is free again, and the logs of its firings stay.',
    goal: 'End a schedule for good.',
    context: 'A firing in progress goes on to its end; those that wait are cancelled.',
  },
  io: {
    inputName: 'DeleteTaskInput',
    outputName: 'DeleteTaskOutput',
    input: z.strictObject({
      ...taskBase('delete'),
      name: Name,
      /** Where the task is; default: at the caller's own. */
      agent_instance_hierarchy: omittable(Hierarchy),
    }),
    /** False when there was none. */
    output: z.strictObject({ deleted: z.boolean() }),
    errors: {},
  },
  isShaped: true,
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [], audit: ['task.deleted'] },
  isIdempotent: true,
  acceptance: {
    scenarios: [],
    examples: [{ key: 'delete-basic', input: { name: 'nightly-report' }, output: { deleted: true } }],
  },
  http: { method: 'POST', path: '/v1/tasks/delete' },
  cli: taskCli({}, { example: 'errand tasks delete --name nightly' }),
})
