// Metrics of tools: how what was counted of the calls of each is shown.
import type { ToolMetrics } from '../contracts/agent.tool.getMetrics.ts'
import { findPercentile } from './run-metrics.ts'
import { omitAbsent } from './run-row.ts'

/** What was counted of the calls of one tool by one agent. */
export interface ToolCalls {
  /** null: the tool is in the code of the agent. */
  readonly toolId: string | null
  readonly toolName: string
  readonly agentId: string
  readonly completed: number
  readonly failed: number
  readonly unknown: number
  readonly cancelled: number
  /** Of each call that completed or failed, in any order. */
  readonly durationsMs: readonly number[]
  readonly lastError: NonNullable<ToolMetrics['lastError']> | null
}

const MAX_ITEMS = 500

/** The most used first. */
export function renderToolMetrics(counted: readonly ToolCalls[]): ToolMetrics[] {
  return counted
    .map(renderItem)
    .sort((a, b) => b.calls - a.calls)
    .slice(0, MAX_ITEMS)
}

function renderItem({ toolId, toolName, agentId, lastError, ...counts }: ToolCalls): ToolMetrics {
  const { completed, failed, unknown, cancelled } = counts
  const durations = Float64Array.from(counts.durationsMs).sort()
  return omitAbsent({
    toolId,
    toolName,
    agentId,
    calls: completed + failed + unknown + cancelled,
    completedCalls: completed,
    failedCalls: failed,
    unknownCalls: unknown,
    cancelledCalls: cancelled,
    failureRate: completed + failed === 0 ? 0 : failed / (completed + failed),
    p50DurationMs: findPercentile(durations, 50),
    p95DurationMs: findPercentile(durations, 95),
    lastError,
  })
}
