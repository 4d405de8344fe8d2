// The tools of a run: those of its revision, the one that writes its plan, and those that load the skills it was told of.
import type { AgentDefinition, ToolDefinition } from '../contracts/agent-definition.ts'
import { loadSkill, readSkillFile, writePlan } from './own-tools.ts'
import type { RunState } from './run-state.ts'

/** A tool of the agent keeps its name. */
export function listTools(definition: AgentDefinition, { provided }: Pick<RunState, 'provided'>): ToolDefinition[] {
  const { tools } = definition
  const skills = (provided?.skills.length ?? 0) > 0 ? [loadSkill, readSkillFile] : []
  const own = [...(isPlanning(definition) ? [writePlan] : []), ...skills]
  return [...tools, ...own.filter(({ name }) => tools.every((tool) => tool.name !== name))]
}

function isPlanning({ planning, customInstructions, toolChoice }: AgentDefinition): boolean {
  return toolChoice !== 'none' && (planning ?? Boolean(customInstructions?.planning))
}

/** Whether the run must have a plan before any call starts. */
export function mustPlan(definition: AgentDefinition, state: Pick<RunState, 'provided' | 'plan'>): boolean {
  return state.plan === null && listTools(definition, state).includes(writePlan)
}
