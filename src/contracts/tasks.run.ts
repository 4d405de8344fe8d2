// tasks.run: claims what is due in the caller's subtree, fires it and tells how it went.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { FiringItem, omittable, SCHEDULE_RECURSION, taskBase } from './task.ts'
import { taskCli } from './task-cli.ts'

export const runTasks = defineCommand({
  meta: {
    key: 'tasks.run',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tasks', 'run'],
    description: "Fires every task of the caller's hierarchy that is due, and tells how each firing ended.",
    goal: 'Fire tasks by hand, or where no server runs.',
    context: 'A slot is claimed once by whoever comes first, this call or the scheduler of the server.',
  },
  io: {
    inputName: 'RunTasksInput',
    outputName: 'RunTasksOutput',
    input: z.strictObject({
      ...taskBase('run'),
      /** Every item of every firing, instead of one item for each firing that ended. */
      stream_all: omittable(z.boolean()),
    }),
    output: z.strictObject({ items: z.array(FiringItem) }),
    errors: { SCHEDULE_RECURSION },
  },
  isShaped: true,
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [], audit: ['task.run'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'one-due',
        input: {},
        output: {
          items: [
            {
              agent_instance_hierarchy: 'cli',
              name: 'nightly-report',
              version: 1,
              run_id: 'firing_01',
              success: true,
            },
          ],
        },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/tasks/run' },
  stream: { item: FiringItem, on: { always: true } },
  cli: taskCli(
    {},
    {
      example: 'errand tasks run --stream-all',
      switches: { 'fail-on-error': 'exit with 1 when a firing ended with an error' },
    },
  ),
  mcp: { isDestructive: false },
})
