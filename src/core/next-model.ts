// Which model is asked when one is given up.
import type { AgentDefinition } from '../contracts/agent-definition.ts'

/** The fallback model after `model`; undefined when there is none left. */
export function getNextModel({ fallbackModels = [] }: AgentDefinition, model: string): string | undefined {
  return fallbackModels[fallbackModels.indexOf(model) + 1]
}
