// The limits of a run, from its agent's definition.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { RunLimits } from '../contracts/run-event.ts'
import { omitAbsent } from './run-row.ts'

/** What `change` gives replaces the agent's own. */
export function listLimits(
  definition: AgentDefinition,
  change: { timeoutMs?: number | undefined; maxIterations?: number | undefined; deadlineAt?: string | null } = {},
): RunLimits {
  const { timeoutMs = definition.timeoutMs, maxIterations = definition.maxIterations, deadlineAt } = change
  const { maxTokensPerRun: maxTokens, maxCostUsd } = definition
  return omitAbsent({ timeoutMs, maxIterations, maxTokens, maxCostUsd, deadlineAt })
}
