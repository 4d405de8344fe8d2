// tasks.trigger: fires one task now, whatever its schedule says.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Hierarchy, Name } from './scalars.ts'
import { FiringItem, omittable, SCHEDULE_RECURSION, TASK_NOT_FOUND, TASK_OVERLAP, taskBase } from './task.ts'
import { taskCli } from './task-cli.ts'

export const triggerTask = defineCommand({
  meta: {
    key: 'tasks.trigger',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tasks', 'trigger'],
    description: 'Fires one task now, whatever its schedule says.',
    goal: 'Try a task out, or have it done once more.',
    context: 'Uses no slot and does not count in max_runs; works on a paused task as well.',
  },
  io: {
    inputName: 'TriggerTaskInput',
    outputName: 'TriggerTaskOutput',
    input: z.strictObject({
      ...taskBase('trigger'),
      name: Name,
      /** Where the task is; default: at the caller's own. */
      agent_instance_hierarchy: omittable(Hierarchy),
      stream_all: omittable(z.boolean()),
    }),
    output: z.strictObject({ items: z.array(FiringItem) }),
    errors: { TASK_NOT_FOUND, TASK_OVERLAP, SCHEDULE_RECURSION },
  },
  isShaped: true,
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [], audit: ['task.triggered'] },
  acceptance: {
    scenarios: [
      {
        key: 'trigger-in-progress',
        given: ['A firing of the task is in progress', 'Its overlap policy is skip'],
        when: ['A caller triggers it'],
        then: ['TASK_OVERLAP is returned'],
        expects: { error: 'TASK_OVERLAP' },
        play: { situation: 'a task whose firing is in progress', input: { name: 'long' } },
      },
    ],
    examples: [
      {
        key: 'every-item',
        input: { name: 'agents', stream_all: true },
        output: {
          items: [
            {
              agent_instance_hierarchy: 'cli',
              name: 'agents',
              version: 1,
              run_id: 'firing_01',
              value: { items: [], total: 0, hasMore: false },
            },
          ],
        },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/tasks/trigger' },
  stream: { item: FiringItem, on: { always: true } },
  cli: taskCli(
    {},
    {
      example: 'errand tasks trigger --name nightly --stream-all',
      switches: { 'fail-on-error': 'exit with 1 when the firing ended with an error' },
    },
  ),
  mcp: { isDestructive: false },
})
