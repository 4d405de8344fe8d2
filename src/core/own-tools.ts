// The tools that Errand itself gives to agents: one writes the plan, two load skills.
import type { ToolDefinition } from '../contracts/agent-definition.ts'

const skillName = { type: 'string', description: 'Name of the skill, as listed' }

function describe(
  tool: Pick<ToolDefinition, 'name' | 'description'>,
  properties: Record<string, object>,
): ToolDefinition {
  const inputSchema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
  return { ...tool, inputSchema, effect: 'pure', timeoutMs: 30_000 }
}

export const loadSkill = describe(
  { name: 'load_skill', description: 'Gives the full instructions of a skill. Load one before you act on it.' },
  { name: skillName },
)
export const readSkillFile = describe(
  { name: 'read_skill_file', description: 'Gives the text of a file in the folder of a skill.' },
  { name: skillName, path: { type: 'string', description: 'Path relative to the folder of the skill' } },
)

/** A valid call is `plan.written` in the log, and nothing else. */
export const writePlan = describe(
  {
    name: 'write_plan',
    description: 'Writes down the plan you follow. Call it before any other tool, and again when the plan changes.',
  },
  { plan: { type: 'string', minLength: 1, description: 'All steps, one a line, with what is done already' } },
)
