import { expect, it } from 'vitest'
import { renderToolMetrics, type ToolCalls } from './tool-metrics.ts'

const calls = (toolName: string, change: Partial<ToolCalls>): ToolCalls => ({
  toolId: null,
  toolName,
  agentId: 'agent',
  completed: 0,
  failed: 0,
  unknown: 0,
  cancelled: 0,
  durationsMs: [],
  lastError: null,
  ...change,
})

it('the most used tool is first, and the failure rate is of those that completed or failed', () => {
  const lastError = { at: '2026-01-05T09:00:00.000Z', runId: 'run_1', seq: 4, code: 'X', message: 'no' }
  const used = { toolId: 't', completed: 3, failed: 1, unknown: 2, cancelled: 1, durationsMs: [9, 1, 5, 2], lastError }
  expect(renderToolMetrics([calls('rare', { cancelled: 1 }), calls('used', used)])).toEqual([
    {
      toolId: 't',
      toolName: 'used',
      agentId: 'agent',
      calls: 7,
      completedCalls: 3,
      failedCalls: 1,
      unknownCalls: 2,
      cancelledCalls: 1,
      failureRate: 0.25,
      p50DurationMs: 2,
      p95DurationMs: 9,
      lastError,
    },
    {
      toolName: 'rare',
      agentId: 'agent',
      calls: 1,
      completedCalls: 0,
      failedCalls: 0,
      unknownCalls: 0,
      cancelledCalls: 1,
      failureRate: 0,
      p50DurationMs: 0,
      p95DurationMs: 0,
    },
  ])
})

it('at most 500 are told', () => {
  expect(renderToolMetrics(Array.from({ length: 501 }, (_, n) => calls(`t${n}`, {})))).toHaveLength(500)
})
