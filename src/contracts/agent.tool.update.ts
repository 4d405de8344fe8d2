// agent.tool.update: changes a tool; every agent that has it gets the change with its next run.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners, toolUpdated } from './emissions.ts'
import { ToolStatus } from './enums.ts'
import { SCHEMA_UNSUPPORTED, TOOL_NOT_FOUND } from './errors.ts'
import { DateTime, Id, Name } from './scalars.ts'
import { toolSettings } from './tool.ts'

export const updateTool = defineCommand({
  isIdempotent: true,
  meta: {
    key: 'agent.tool.update',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tool', 'update'],
    description: 'Changes a tool; every agent that has it gets the change with its next run.',
    goal: 'Improve a tool, or switch it on and off.',
    context: 'Used by the tool form. What is left out stays as it is.',
  },
  io: {
    inputName: 'UpdateToolInput',
    outputName: 'UpdateToolOutput',
    input: z.strictObject({ toolId: Id, status: ToolStatus.optional(), ...toolSettings }),
    output: z.strictObject({ id: Id, name: Name, status: ToolStatus, updatedAt: DateTime }),
    errors: { TOOL_NOT_FOUND, SCHEMA_UNSUPPORTED },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [toolUpdated], audit: ['tool.updated'] },
  acceptance: {
    scenarios: [
      {
        key: 'update-tool-happy-path',
        given: ['Tool exists'],
        when: ['A user makes it active'],
        then: ['Agents are offered it', 'ToolUpdated was emitted'],
        expects: { emission: 'tool.updated' },
        play: {
          situation: 'a stored tool',
          input: { toolId: '{toolId}', status: 'active' },
          output: { status: 'active' },
        },
      },
      {
        key: 'update-tool-unknown',
        given: ['No tool has this id'],
        when: ['A user changes it'],
        then: ['TOOL_NOT_FOUND is returned'],
        expects: { error: 'TOOL_NOT_FOUND' },
        play: { input: { toolId: 'nowhere' } },
      },
    ],
    examples: [
      {
        key: 'activate',
        input: { toolId: 'weather', status: 'active' },
        output: { id: 'weather', name: 'Weather', status: 'active', updatedAt: '2026-01-05T09:00:00.000Z' },
      },
    ],
  },
  http: { method: 'PATCH', path: '/v1/tools/{toolId}' },
  cli: { positionals: ['toolId'] },
})
