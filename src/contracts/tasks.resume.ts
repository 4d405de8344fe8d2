// tasks.resume: a paused task goes on with the slots that come.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Count, DateTime, Hierarchy, Name } from './scalars.ts'
import { omittable, TASK_NOT_FOUND, taskBase } from './task.ts'
import { taskCli } from './task-cli.ts'

export const resumeTask = defineCommand({
  meta: {
    key: 'tasks.resume',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tasks', 'resume'],
    description: 'Resumes a paused task.',
    goal: 'Let a task go on.',
    context: 'Slots that passed during the pause stay dropped; a oneshot whose time passed fires now.',
  },
  io: {
    inputName: 'ResumeTaskInput',
    outputName: 'ResumeTaskOutput',
    input: z.strictObject({
      ...taskBase('resume'),
      name: Name,
      /** Where the task is; default: at the caller's own. */
      agent_instance_hierarchy: omittable(Hierarchy),
    }),
    output: z.strictObject({
      name: z.string(),
      agent_instance_hierarchy: z.string(),
      version: Count,
      paused: z.boolean(),
      next_run_at: omittable(DateTime),
    }),
    errors: { TASK_NOT_FOUND },
  },
  isShaped: true,
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [], audit: ['task.resumed'] },
  isIdempotent: true,
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'resume-basic',
        input: { name: 'nightly-report' },
        output: {
          name: 'nightly-report',
          agent_instance_hierarchy: 'cli',
          version: 1,
          paused: false,
          next_run_at: '2026-01-06T01:00:00.000Z',
        },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/tasks/resume' },
  cli: taskCli({}, { example: 'errand tasks resume --name nightly' }),
})
