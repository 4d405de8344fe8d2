// Serves what the official conformance suite of MCP asks for, as far as Errand has it.
import { createErrand, defineAgent, type Errand } from 'errand'

const echo = defineAgent({
  id: 'echo',
  instructions: 'Echo the message.',
  model: 'sim/script',
  modelConfig: { script: [{ text: 'Hello.' }] },
})

/** Opens the folder; `serve()` of what it answers has the suite's fixtures at `/mcp`. */
export function createEverything(dataDir: string): Promise<Errand> {
  return createErrand({ dataDir, agents: [echo] })
}
