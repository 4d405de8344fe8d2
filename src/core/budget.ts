// Budgets: what a run and the runs below it may use together. Each run is held to its own and to those of all above it.
import type { RunState } from './run-state.ts'

interface Budget {
  readonly runId: string
  readonly agentId: string
  readonly maxTokens?: number | undefined
  readonly maxCostUsd?: number | undefined
}

/** The budgets that bind a run, the outermost first. */
function listBudgets({ runId, created }: RunState): Budget[] {
  const own = { runId, agentId: created.agentId, ...created.limits }
  return [...(created.ancestors ?? []), own].filter(
    ({ maxTokens, maxCostUsd }) => maxTokens !== undefined || maxCostUsd !== undefined,
  )
}

/** The runs whose use has to be read before the next model turn: other runs count too. Empty when the log says it all. */
export function listUnread(state: RunState): string[] {
  const runIds = listBudgets(state).map(({ runId }) => runId)
  const isOwnAlone = runIds.every((runId) => runId === state.runId) && !state.hasChildren
  return isOwnAlone || state.treeUse !== null ? [] : runIds
}

/** Why there is nothing left to spend; null when there is. */
export function findExcess(state: RunState): string | null {
  for (const { runId, agentId, maxTokens, maxCostUsd } of listBudgets(state)) {
    const shared = state.treeUse?.get(runId)
    const { totalTokens, costUsd = 0 } = shared ?? { ...state.usage, costUsd: state.costUsd ?? 0 }
    const who = shared ? `run ${runId} and the runs below it` : 'the run'
    const limit = `the limit of agent "${agentId}" is`
    if (maxTokens !== undefined && totalTokens >= maxTokens) {
      return `${who} used ${totalTokens} tokens; ${limit} ${maxTokens} (maxTokensPerRun)`
    }
    if (maxCostUsd !== undefined && costUsd >= maxCostUsd) {
      return `${who} used $${Number(costUsd.toFixed(10))}; ${limit} $${maxCostUsd} (maxCostUsd)`
    }
  }
  return null
}

/** Why a model whose price is unknown must not be asked: no limit of cost could hold. Null when there is no such limit. */
export function refuseUnpriced(state: RunState, model: string): string | null {
  const budget = listBudgets(state).find(({ maxCostUsd }) => maxCostUsd !== undefined)
  if (!budget) return null
  const limit = `agent "${budget.agentId}" has a limit of $${budget.maxCostUsd} (maxCostUsd)`
  return `${limit}, and no price of ${model} is known; give its price (ERRAND_PRICES) or take the limit away`
}
