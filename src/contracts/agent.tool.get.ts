// agent.tool.get: reads one tool.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { TOOL_NOT_FOUND } from './errors.ts'
import { Id } from './scalars.ts'
import { Tool } from './tool.ts'

export const getTool = defineQuery({
  meta: {
    key: 'agent.tool.get',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tool', 'get'],
    description: 'Reads one tool.',
    goal: 'See what a tool does.',
    context: 'Used by the tool page.',
  },
  io: {
    inputName: 'GetToolInput',
    outputName: 'Tool',
    input: z.strictObject({ toolId: Id }),
    output: Tool,
    errors: { TOOL_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'get-tool-unknown',
        given: ['No tool has this id'],
        when: ['A user reads it'],
        then: ['TOOL_NOT_FOUND is returned'],
        expects: { error: 'TOOL_NOT_FOUND' },
        play: { input: { toolId: 'nowhere' } },
      },
    ],
    examples: [
      {
        key: 'get-tool-basic',
        input: { toolId: 'weather' },
        output: {
          id: 'weather',
          organizationId: 'default',
          name: 'Weather',
          slug: 'weather',
          description: 'Tells the weather of a city.',
          category: 'retrieval',
          status: 'active',
          parametersSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
          implementationType: 'http',
          implementationConfig: { method: 'GET', url: 'https://weather.example.com/{{city}}' },
          timeoutMs: 30_000,
          version: '1.0.0',
          createdAt: '2026-01-05T09:00:00.000Z',
          updatedAt: '2026-01-05T09:00:00.000Z',
          effect: 'pure',
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/tools/{toolId}' },
  cli: { positionals: ['toolId'] },
})
