// agent.tool.list: lists tools, newest first.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { ToolCategory, ToolStatus } from './enums.ts'
import { Id, pageInput, pageOutput } from './scalars.ts'
import { ToolSummary } from './tool.ts'

export const listTools = defineQuery({
  meta: {
    key: 'agent.tool.list',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tool', 'list'],
    description: 'Lists tools, newest first.',
    goal: 'Find a tool for an agent.',
    context: 'Used by the tools page and by scripts.',
  },
  io: {
    inputName: 'ListToolsInput',
    outputName: 'ListToolsOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      category: ToolCategory.optional(),
      status: ToolStatus.optional(),
      /** Case-insensitive substring of name, slug or description. */
      search: z.string().max(200).optional(),
      ...pageInput(),
    }),
    output: z.strictObject(pageOutput(ToolSummary)),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'list-active',
        input: { status: 'active' },
        output: {
          items: [
            {
              id: 'weather',
              name: 'Weather',
              slug: 'weather',
              description: 'Tells the weather of a city.',
              category: 'retrieval',
              status: 'active',
              version: '1.0.0',
              createdAt: '2026-01-05T09:00:00.000Z',
            },
          ],
          total: 1,
          hasMore: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/tools' },
})
