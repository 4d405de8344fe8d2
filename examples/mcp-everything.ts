// Operations of one's own as MCP tools, resources and prompts: what the official conformance suite asks a server for.
import { createErrand, type Errand, implement, type OwnOperation } from 'errand'
import { defineQuery, type McpSpec } from 'errand/spec'
import { z } from 'zod'

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
const SILENCE = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA='
const image = { type: 'image', data: PIXEL, mimeType: 'image/png' } as const
const audio = { type: 'audio', data: SILENCE, mimeType: 'audio/wav' } as const
const say = (text: string) => ({ type: 'text', text }) as const
const embed = (uri: string, text: string, mimeType = 'text/plain') =>
  ({ type: 'resource', resource: { uri, mimeType, text } }) as const

const REFUSED = { description: 'It is refused', http: 400, gqlCode: 'REFUSED', when: 'Always' }

/** A query that answers with its input and shows it as its `mcp` part says, or is refused. */
function echo<Shape extends Record<string, z.ZodString>>(
  key: string,
  shape: Shape,
  mcp: McpSpec<z.output<z.ZodObject<Shape, z.core.$strict>>>,
  refusal?: string,
): OwnOperation {
  const fields = z.strictObject(shape)
  const values = Object.fromEntries(Object.keys(shape).map((name) => [name, 'x']))
  const contract = defineQuery({
    meta: {
      key,
      version: '1.0.0',
      stability: 'experimental',
      owners: ['@you'],
      tags: [],
      description: `Serves ${key}.`,
      goal: 'Shows what MCP can show.',
      context: 'A fixture of the conformance suite.',
    },
    io: { inputName: 'Input', outputName: 'Output', input: fields, output: fields, errors: { REFUSED } },
    policy: { auth: 'user', scopes: ['read'] },
    acceptance: { scenarios: [], examples: [{ key: 'basic', input: values, output: values }] },
    http: { method: 'GET', path: `/fixtures/${key}` },
    mcp,
  })
  return implement(contract, {
    run: (input, _deps, fail) => (refusal === undefined ? input : fail('REFUSED', { detail: refusal })),
  })
}

const tools = [
  echo('test.simple.text', {}, { renderContent: () => [say('This is a simple text response for testing.')] }),
  echo('test.image.content', {}, { renderContent: () => [image] }),
  echo('test.audio.content', {}, { renderContent: () => [audio] }),
  echo(
    'test.embedded.resource',
    {},
    { renderContent: () => [embed('test://embedded-resource', 'This is an embedded resource content.')] },
  ),
  echo(
    'test.multiple.content.types',
    {},
    {
      renderContent: () => [
        say('Multiple content types test:'),
        image,
        embed('test://mixed-content-resource', '{"test":"data","value":123}', 'application/json'),
      ],
    },
  ),
  echo('test.error.handling', {}, {}, 'This tool intentionally returns an error for testing'),
]

const resources = [
  echo(
    'test.static.text',
    {},
    {
      resource: { uri: 'test://static-text', name: 'Static text' },
      renderContent: () => [say('This is the content of the static text resource.')],
    },
  ),
  echo(
    'test.static.binary',
    {},
    { resource: { uri: 'test://static-binary', name: 'Static image' }, renderContent: () => [image] },
  ),
  echo(
    'test.template',
    { id: z.string() },
    { resource: { uri: 'test://template/{id}/data', name: 'From a template' } },
  ),
]

const prompts = [
  echo(
    'test.simple.prompt',
    {},
    { isPrompt: true, renderContent: () => [say('This is a simple prompt for testing.')] },
  ),
  echo(
    'test.prompt.with.arguments',
    { arg1: z.string(), arg2: z.string() },
    {
      isPrompt: true,
      renderContent: ({ arg1, arg2 }) => [say(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
    },
  ),
  echo(
    'test.prompt.with.embedded.resource',
    { resourceUri: z.string() },
    {
      isPrompt: true,
      renderContent: ({ resourceUri }) => [
        embed(resourceUri, 'Embedded resource content for testing.'),
        say('Please process the embedded resource above.'),
      ],
    },
  ),
  echo(
    'test.prompt.with.image',
    {},
    { isPrompt: true, renderContent: () => [image, say('Please analyze the image above.')] },
  ),
]

/** Opens the folder; `serve()` of what it answers has all of this at `/mcp`. */
export function createEverything(dataDir: string): Promise<Errand> {
  return createErrand({ dataDir, operations: [...tools, ...resources, ...prompts] })
}
