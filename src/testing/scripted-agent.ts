// Agents that play a transcript: what the model says is written in the test.
import { type Agent, type AgentOptions, defineAgent } from '../runtime/define-agent.ts'
import type { ScriptTurn } from '../models/sim-script.ts'

/** An agent on `sim/script` without delays. Each turn is what the model answers next. */
export function createScriptedAgent(script: readonly ScriptTurn[], options: Partial<AgentOptions> = {}): Agent {
  return defineAgent({
    id: 'scripted',
    instructions: 'Play the script.',
    model: 'sim/script',
    modelConfig: { script, delayMs: 0 },
    ...options,
  })
}
