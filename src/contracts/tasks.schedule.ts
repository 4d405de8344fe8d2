// tasks.schedule: stores a command that fires once, at an interval or by cron, with the caller's identity.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Count, DateTime, Name } from './scalars.ts'
import { omittable, policyInput, SCHEDULE_RECURSION, TASK_EXISTS, taskBase, timingInput } from './task.ts'
import { checkKind, policyFlags, taskCli, timingFlags } from './task-cli.ts'

export const scheduleTask = defineCommand({
  meta: {
    key: 'tasks.schedule',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tasks', 'schedule'],
    description: 'Schedules a command: once, at an interval or by cron.',
    goal: 'Have something done at a time, or again and again, whoever is there.',
    context: 'The command is checked now and fires later under the identity of the caller, with no more rights.',
  },
  io: {
    inputName: 'ScheduleTaskInput',
    outputName: 'ScheduleTaskOutput',
    input: z.strictObject({
      ...taskBase('schedule'),
      /** Unique in the hierarchy of the caller. */
      name: Name,
      /** Words of an operation, without the name of the program: `["agent", "run", "execute", …]`. */
      command: z.array(z.string().max(100_000)).min(1).max(1000),
      description: z.string().max(1000),
      ...timingInput,
      ...policyInput,
      /** Makes the next version of a task of this name. */
      overwrite: omittable(z.boolean()),
      /** An interval goes on at the slots of the version before. */
      keep_phase: omittable(z.boolean()),
    }),
    output: z.strictObject({
      name: z.string(),
      agent_instance_hierarchy: z.string(),
      version: Count,
      id: Count,
      next_run_at: omittable(DateTime),
    }),
    errors: { TASK_EXISTS, SCHEDULE_RECURSION },
  },
  isShaped: true,
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [], audit: ['task.scheduled'] },
  acceptance: {
    scenarios: [
      {
        key: 'schedule-name-taken',
        given: ['A task of the name exists'],
        when: ['A caller schedules another one without overwrite'],
        then: ['TASK_EXISTS is returned', 'Nothing is stored'],
        expects: { error: 'TASK_EXISTS' },
        play: {
          situation: 'a scheduled task',
          input: { name: 'nightly', description: 'Again', command: ['agent', 'list'] },
        },
      },
      {
        key: 'schedule-of-a-run',
        given: ['A command that fires tasks'],
        when: ['A caller schedules it'],
        then: ['SCHEDULE_RECURSION is returned'],
        expects: { error: 'SCHEDULE_RECURSION' },
        play: { input: { name: 'loop', description: '', command: ['tasks', 'run'] } },
      },
    ],
    examples: [
      {
        key: 'every-night',
        input: {
          name: 'nightly-report',
          description: 'Writes the report of the day',
          cron: '0 2 * * *',
          time_zone: 'Europe/Berlin',
          command: ['agent', 'run', 'execute', '--agent-id', 'reporter', '--input', '{"message":"Write it."}'],
        },
        output: {
          name: 'nightly-report',
          agent_instance_hierarchy: 'cli',
          version: 1,
          id: 7,
          next_run_at: '2026-01-06T01:00:00.000Z',
        },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/tasks' },
  cli: taskCli(
    { ...timingFlags, ...policyFlags },
    {
      example: `errand tasks schedule --name nightly --description 'The report' --cron '0 2 * * *' -- agent run execute --agent-id reporter --input '{"message":"Write it."}'`,
      rest: 'command',
      switches: { oneshot: 'fires once; at once without --at or --in' },
      check: checkKind,
    },
  ),
  mcp: { isDestructive: false },
})
