// The files of a new project, as text.

/** Files by path. `name` is the package name, `version` the errand version to depend on. */
export function projectFiles({ name, version }: { name: string; version: string }): Record<string, string> {
  const manifest = { name, private: true, type: 'module', dependencies: { errand: `^${version}` } }
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'agents/assistant.ts': AGENT,
    'AGENTS.md': GUIDE,
    '.gitignore': 'node_modules/\n.errand/\n',
  }
}

const AGENT = `import { defineAgent, defineTool } from 'errand'

const orders = [
  { id: 1042, item: 'desk lamp', status: 'shipped', arrives: 'Thursday' },
  { id: 1043, item: 'bookshelf', status: 'being packed', arrives: 'next week' },
]

const findOrder = defineTool({
  name: 'find_order',
  description: 'Finds an order by its number: what was ordered, its status and when it arrives.',
  // JSON Schema, or a zod schema.
  input: {
    type: 'object',
    properties: { id: { type: 'integer', description: 'number of the order' } },
    required: ['id'],
    additionalProperties: false,
  },
  // A repeat after a crash does no harm. Tools that change something are 'idempotent' or, by default, 'once'.
  effect: 'pure',
  execute: ({ id }: { id: number }) => orders.find((order) => order.id === id) ?? { message: \`there is no order \${id}\` },
})

export default defineAgent({
  id: 'assistant',
  description: 'Answers questions about orders.',
  instructions: 'You help customers of a furniture shop. Look orders up before you answer.',
  // Without \`model\`: the first provider with a key, else the built-in simulated sim/assistant.
  tools: [findOrder],
})
`

const GUIDE = `# Agents of this project

Agents are TypeScript files in \`agents/\`; each exports what \`defineAgent\` returns. There is no build step.

- Run one: \`npx errand run assistant "Where is order 1042?"\`
- Serve all over HTTP: \`npx errand serve\` (token in \`.errand/token\`, API at \`/openapi.json\`)
- See what happened: \`npx errand runs\`, \`npx errand show RUN\`
- Use a real model: set \`OPENAI_API_KEY\`, \`ANTHROPIC_API_KEY\` or \`GOOGLE_GENERATIVE_AI_API_KEY\`; \`npx errand doctor\` says what is set.

Rules for tools:
- \`effect: 'pure'\` when a repeat does nothing, \`'idempotent'\` when a repeat with the same \`callId\` does nothing more,
  \`'once'\` (the default) when a repeat would do harm. After a crash errand never repeats a \`once\` call.
- A tool that fails throws; the model is told and the run goes on.
- \`errand/tools\` has \`webFetch\`, \`httpRequest\`, \`readFile\`, \`searchFiles\`, \`writeFile\`, \`runJavascript\`, \`calculator\` and \`clock\`.
- Take \`signal\` from the second argument and pass it on: it fires when the run is cancelled or out of time.
`
