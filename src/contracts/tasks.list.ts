// tasks.list: the newest version of each task of some hierarchies.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Count } from './scalars.ts'
import { ListedItem, omittable, Target, taskBase } from './task.ts'
import { taskCli } from './task-cli.ts'

export const listTasks = defineQuery({
  meta: {
    key: 'tasks.list',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tasks', 'list'],
    description: 'Lists tasks: the newest version of each.',
    goal: 'See what is scheduled, what is due and how it went.',
    context: 'Targets name hierarchies; those below are included. A target that names nothing gives an error item.',
  },
  io: {
    inputName: 'ListTasksInput',
    outputName: 'ListTasksOutput',
    input: z.strictObject({
      ...taskBase('list'),
      targets: z.array(Target).min(1).max(100),
      oneshot: omittable(z.boolean()),
      interval: omittable(z.boolean()),
      cron: omittable(z.boolean()),
      /** Only tasks that are due now. */
      pending: omittable(z.boolean()),
      /** Only tasks that are not. */
      exhausted: omittable(z.boolean()),
      after_id: omittable(Count),
      /** Most tasks of each target. */
      count: omittable(z.int().min(1).max(1_000_000)),
    }),
    output: z.strictObject({ items: z.array(ListedItem) }),
    errors: {},
  },
  isShaped: true,
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'own-tasks',
        input: { targets: [{ by: 'me' }] },
        output: {
          items: [
            {
              id: 7,
              agent_instance_hierarchy: 'cli',
              name: 'nightly-report',
              version: 1,
              command: ['agent', 'run', 'execute', '--agent-id', 'reporter', '--input', '{"message":"Write it."}'],
              description: 'Writes the report of the day',
              created_at: '2026-01-05T09:00:00.000Z',
              state: 'active',
              next_run_at: '2026-01-06T01:00:00.000Z',
              cron: '0 2 * * *',
              time_zone: 'Europe/Berlin',
              overlap: 'skip',
              catch_up: 'one',
              on_lost: 'lost',
              runs: 0,
            },
          ],
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/tasks' },
  stream: { item: ListedItem, on: { always: true } },
  cli: taskCli({}, { example: 'errand tasks list --target me --pending' }),
})
