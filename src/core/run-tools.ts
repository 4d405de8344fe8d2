// The tools of a run: those of its revision, and those that load the skills it was told of.
import type { AgentDefinition, ToolDefinition } from '../contracts/agent-definition.ts'
import type { RunState } from './run-state.ts'

const name = { type: 'string', description: 'Name of the skill, as listed' }

function describe(
  tool: Pick<ToolDefinition, 'name' | 'description'>,
  properties: Record<string, object>,
): ToolDefinition {
  const inputSchema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
  return { ...tool, inputSchema, effect: 'pure', timeoutMs: 30_000 }
}

export const loadSkill = describe(
  { name: 'load_skill', description: 'Gives the full instructions of a skill. Load one before you act on it.' },
  { name },
)
export const readSkillFile = describe(
  { name: 'read_skill_file', description: 'Gives the text of a file in the folder of a skill.' },
  { name, path: { type: 'string', description: 'Path relative to the folder of the skill' } },
)

/** A tool of the agent keeps its name. */
export function listTools({ tools }: AgentDefinition, { provided }: RunState): readonly ToolDefinition[] {
  if (!provided || provided.skills.length === 0) return tools
  const free = [loadSkill, readSkillFile].filter((own) => tools.every((tool) => tool.name !== own.name))
  return [...tools, ...free]
}
