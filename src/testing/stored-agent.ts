// Agents made through the API, for tests.
import type { createAgent } from '../contracts/agent.create.ts'
import { defineTool } from '../runtime/define-tool.ts'
import type { RawInputOf } from '../spec/contract.ts'
import type { TestApp } from './create-test-app.ts'

type Settings = Partial<RawInputOf<typeof createAgent>>

/** What an agent that says `text` is made of. */
export function storedAgent(settings: Settings = {}, text = 'Hi there.') {
  return {
    name: 'Researcher',
    slug: 'researcher',
    modelProvider: 'custom' as const,
    modelName: 'sim/script',
    modelConfig: { script: [{ text }], delayMs: 0 },
    systemPrompt: 'Answer.',
    ...settings,
  }
}

/** Creates an agent, makes it active, and answers its id. */
export async function createActiveAgent({ client }: TestApp, settings: Settings = {}): Promise<string> {
  const { id } = await client.call('agent.create', storedAgent(settings))
  await client.call('agent.update', { agentId: id, status: 'active' })
  return id
}

/** A tool of loaded code that finds what it is given, but fails on "nothing". */
export const look = defineTool({
  name: 'look',
  description: 'Looks.',
  input: { type: 'object' },
  execute: (input) => {
    if (JSON.stringify(input).includes('nothing')) throw new Error('there is nothing')
    return { found: input }
  },
})

/** A stored tool that calls `look`. */
export const lookTool = {
  name: 'Look',
  slug: 'look',
  description: 'Looks things up.',
  parametersSchema: { type: 'object', properties: { q: { type: 'string' } }, required: [] },
  implementationType: 'function' as const,
  implementationConfig: { name: 'look' },
}
