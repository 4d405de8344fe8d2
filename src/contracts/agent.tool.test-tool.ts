// agent.tool.test: calls a tool once, outside of any run. (A file named for its key alone would be taken for a test.)
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { TOOL_NOT_FOUND } from './errors.ts'
import { Count, Id, JsonObject } from './scalars.ts'

export const testTool = defineCommand({
  meta: {
    key: 'agent.tool.test',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tool', 'test'],
    description: 'Calls a tool once, outside of any run.',
    goal: 'See whether a tool works before agents use it.',
    context: 'Used by the tool form. A tool that ran and failed is an answer, not an error.',
  },
  io: {
    inputName: 'TestToolInput',
    outputName: 'TestToolOutput',
    input: z.strictObject({ toolId: Id, testInput: JsonObject }),
    output: z.strictObject({
      success: z.boolean(),
      /** What the tool returned; any value that is not an object stands under `value`. */
      output: JsonObject.optional(),
      error: z.string().optional(),
      durationMs: Count,
    }),
    errors: {
      TOOL_NOT_FOUND,
      TOOL_EXECUTION_ERROR: {
        description: 'The tool could not be called',
        http: 500,
        gqlCode: 'TOOL_EXECUTION_ERROR',
        when: 'Something is missing on the server: the code of a function, or a secret',
      },
    },
  },
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [], audit: ['tool.tested'] },
  acceptance: {
    scenarios: [
      {
        key: 'test-tool-not-loaded',
        given: ['A tool whose function no loaded file exports'],
        when: ['A user tests it'],
        then: ['TOOL_EXECUTION_ERROR is returned'],
        expects: { error: 'TOOL_EXECUTION_ERROR' },
        play: { situation: 'a stored tool', input: { toolId: '{toolId}', testInput: {} } },
      },
      {
        key: 'test-tool-unknown',
        given: ['No tool has this id'],
        when: ['A user tests it'],
        then: ['TOOL_NOT_FOUND is returned'],
        expects: { error: 'TOOL_NOT_FOUND' },
        play: { input: { toolId: 'nowhere', testInput: {} } },
      },
    ],
    examples: [
      {
        key: 'test-weather',
        input: { toolId: 'weather', testInput: { city: 'Oslo' } },
        output: { success: true, output: { celsius: -3 }, durationMs: 120 },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/tools/{toolId}/test' },
  cli: { positionals: ['toolId'] },
})
