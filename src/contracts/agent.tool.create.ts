// agent.tool.create: creates a tool as a draft.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { Description, Slug } from './agent.ts'
import { owners, toolCreated } from './emissions.ts'
import { ImplementationType, ToolStatus } from './enums.ts'
import { SCHEMA_UNSUPPORTED, SLUG_EXISTS } from './errors.ts'
import { Id, JsonObject, Name } from './scalars.ts'
import { toolSettings } from './tool.ts'

export const createTool = defineCommand({
  meta: {
    key: 'agent.tool.create',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tool', 'create'],
    description: 'Creates a tool as a draft.',
    goal: 'Give agents a tool without writing code.',
    context: 'Used by the tool form and by scripts.',
  },
  io: {
    inputName: 'CreateToolInput',
    outputName: 'CreateToolOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      slug: Slug,
      ...toolSettings,
      name: Name,
      description: Description,
      /** JSON Schema of an object. */
      parametersSchema: JsonObject,
      implementationType: ImplementationType,
      /** `http`: method, url, query, headers, body. `function`: name. */
      implementationConfig: JsonObject,
    }),
    output: z.strictObject({ id: Id, name: Name, slug: Slug, status: ToolStatus }),
    errors: { SLUG_EXISTS, SCHEMA_UNSUPPORTED },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [toolCreated], audit: ['tool.created'] },
  acceptance: {
    scenarios: [
      {
        key: 'create-tool-happy-path',
        given: ['The slug is free'],
        when: ['A user creates a tool'],
        then: ['The tool exists as a draft', 'ToolCreated was emitted'],
        expects: { emission: 'tool.created' },
        play: {
          input: {
            name: 'Weather',
            slug: 'weather',
            description: 'Tells the weather of a city.',
            category: 'retrieval',
            parametersSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
            implementationType: 'http',
            implementationConfig: { method: 'GET', url: 'https://weather.example.com/{{city}}' },
            effect: 'pure',
          },
          output: { status: 'draft' },
        },
      },
      {
        key: 'create-tool-slug-exists',
        given: ['A tool has the slug'],
        when: ['A user creates another one with it'],
        then: ['SLUG_EXISTS is returned'],
        expects: { error: 'SLUG_EXISTS' },
        play: {
          situation: 'a stored tool',
          input: {
            name: 'Other',
            slug: '{toolId}',
            description: 'Other.',
            parametersSchema: { type: 'object' },
            implementationType: 'function',
            implementationConfig: { name: 'look' },
          },
        },
      },
    ],
    examples: [
      {
        key: 'create-http-tool',
        input: {
          name: 'Weather',
          slug: 'weather',
          description: 'Tells the weather of a city.',
          category: 'retrieval',
          parametersSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
          implementationType: 'http',
          implementationConfig: { method: 'GET', url: 'https://weather.example.com/{{city}}' },
          effect: 'pure',
        },
        output: { id: 'weather', name: 'Weather', slug: 'weather', status: 'draft' },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/tools' },
})
