// Apps and agents of the run API, for tests.
import type { ScriptTurn } from '../models/sim-script.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { defineAgent } from '../runtime/define-agent.ts'
import { createTestApp, type TestApp, type TestAppOptions } from './create-test-app.ts'
import type { FakeModel } from './fake-model.ts'
import { createRunApiClient, type Json, type RunApiClient } from './run-api-client.ts'

export const runJavascript = defineTool({
  name: 'run_javascript',
  description: 'Runs code.',
  input: { type: 'object' },
  execute: ({ code }: { code?: string }) => {
    if (code === 'throw') throw new Error('it threw')
    return { value: code ?? null }
  },
})

const searchWeb = defineTool({
  name: 'search_web',
  description: 'Searches the web.',
  input: { type: 'object' },
  execute(_input, { addSource }) {
    for (const page of ['A', 'B', 'A']) addSource({ url: `https://${page.toLowerCase()}.test/`, title: page })
    return 'found'
  },
})

/** A tool as `mcpTools` makes it. */
export function createServerTool(serverId: string, tool: string): typeof runJavascript {
  const definition = { ...runJavascript.definition, name: `${serverId}_${tool}` }
  return { ...runJavascript, definition, mcp: { serverId, tool } }
}

/** An app with a code interpreter, a web search and an MCP server `docs`, and a client of its run API. */
export async function createRunApiApp(options: TestAppOptions = {}) {
  const server = ['search', 'read'].map((name) => createServerTool('docs', name))
  const test = await createTestApp({
    ...options,
    tools: [runJavascript, searchWeb, ...server, ...(options.tools ?? [])],
  })
  return { ...test, api: createRunApiClient(test) }
}

export async function countRuns({ client }: TestApp): Promise<number> {
  return (await client.call('agent.run.list', {})).total
}

export const topicSchema = { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] }

/** What an agent needs at least. */
export const reporter = {
  modelStackId: 'sim/script',
  inputSchema: topicSchema,
  goalPrompt: 'Report on {{topic}}',
  tools: [{ source: 'builtin', type: 'codeInterpreter' }],
}

/** Creates an agent that plays the script, and answers its id. */
export async function createReporter(
  { client }: TestApp,
  api: RunApiClient,
  script: readonly ScriptTurn[],
  input: Json = {},
): Promise<string> {
  const { id: agentId } = await api.createAgent({ ...reporter, ...input })
  await client.call('agent.update', { agentId, modelConfig: { script, delayMs: 0 } })
  return agentId
}

/** An agent of code that asks the model for a goal. */
export function createGoalAgent(model: FakeModel, goal: string, properties: Json = {}) {
  const input = { type: 'object', properties: { topic: { type: 'string' }, ...properties } }
  return defineAgent({ id: 'goal', instructions: '', model, input, prompt: goal })
}

/** What a model was asked, call by call. */
export function listAsked({ calls }: Pick<FakeModel, 'calls'>): string[] {
  return calls.map(({ prompt }) => {
    const last = prompt.at(-1)
    return last?.role === 'user' ? last.content.map((part) => ('text' in part ? part.text : '')).join('') : ''
  })
}
