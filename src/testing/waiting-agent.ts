// An agent that waits in a tool until the test lets it go on.
import type { Agent } from '../runtime/define-agent.ts'
import { createGatedTool, type GatedTool } from './gated-tool.ts'
import { createScriptedAgent } from './scripted-agent.ts'

/** An agent that says something, waits in its tool until that is released, then answers. */
export function createWaitingAgent(): { gate: GatedTool; agents: Agent[] } {
  const gate = createGatedTool()
  const script = [{ text: 'Waiting.', toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }]
  return { gate, agents: [createScriptedAgent(script, { tools: [gate.tool] })] }
}
