// What a run goes by: the definition of its revision, with what a fork changed.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { RunEventData } from '../contracts/run-event.ts'

export function getEffectiveDefinition(
  revision: AgentDefinition,
  { model, instructions }: RunEventData<'run.created'>,
): AgentDefinition {
  return { ...revision, model, ...(instructions !== undefined && { instructions }) }
}
