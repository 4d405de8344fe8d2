// tasks.logs: everything that firings emitted, and how each ended.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Count, Id, Name } from './scalars.ts'
import { LoggedItem, omittable, Target, TASK_NOT_FOUND, taskBase } from './task.ts'
import { taskCli } from './task-cli.ts'

export const readTaskLogs = defineQuery({
  meta: {
    key: 'tasks.logs',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tasks', 'logs'],
    description: 'Reads what firings emitted, in order, and how each of them ended.',
    goal: 'Find out what a task did, also long ago.',
    context: 'An item is here before it is shown anywhere, whether it was asked for or not.',
  },
  io: {
    inputName: 'ReadTaskLogsInput',
    outputName: 'ReadTaskLogsOutput',
    input: z.strictObject({
      ...taskBase('logs'),
      name: omittable(Name),
      run_id: omittable(Id),
      /** Default: the caller's own hierarchy and those below. */
      targets: omittable(z.array(Target).min(1).max(100)),
      /** Only how firings ended, without their items. */
      runs_only: omittable(z.boolean()),
      errors_only: omittable(z.boolean()),
      after_id: omittable(Count),
      /** Most entries; default 100. */
      count: omittable(z.int().min(1).max(100_000)),
      /** The newest entries instead of the first; they come in order all the same. */
      newest: omittable(z.boolean()),
      /** Go on with what comes. */
      follow: omittable(z.boolean()),
    }),
    output: z.strictObject({ items: z.array(LoggedItem) }),
    errors: { TASK_NOT_FOUND },
  },
  isShaped: true,
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'logs-of-nothing',
        given: ['No task of the name has ever been in the hierarchy'],
        when: ['A caller reads its logs'],
        then: ['TASK_NOT_FOUND is returned'],
        expects: { error: 'TASK_NOT_FOUND' },
        play: { input: { name: 'nowhere' } },
      },
    ],
    examples: [
      {
        key: 'ends-only',
        input: { name: 'nightly-report', runs_only: true },
        output: {
          items: [
            {
              run_id: 'firing_01',
              agent_instance_hierarchy: 'cli',
              name: 'nightly-report',
              version: 1,
              status: 'done',
              trigger: 'due',
              due_at: '2026-01-06T01:00:00.000Z',
              ran_at: '2026-01-06T01:00:00.004Z',
              started_at: '2026-01-06T01:00:00.005Z',
              finished_at: '2026-01-06T01:00:00.012Z',
              attempt: 1,
              items: 1,
              had_errors: false,
              agent_run_ids: ['run-456'],
            },
          ],
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/tasks/logs' },
  stream: { item: LoggedItem, on: { always: true } },
  cli: taskCli({}, { example: 'errand tasks logs --name nightly --runs-only' }),
})
