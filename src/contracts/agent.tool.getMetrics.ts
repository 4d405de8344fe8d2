// agent.tool.getMetrics: how often agents called each tool, how often that failed, and how long it took.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Count, DateTime, Id } from './scalars.ts'

export const ToolMetrics = z.strictObject({
  /** Of a stored or built-in tool; absent for a tool in the code of the agent. */
  toolId: Id.optional(),
  toolName: z.string(),
  agentId: Id,
  /** Calls that have ended, however. */
  calls: Count,
  completedCalls: Count,
  failedCalls: Count,
  /** Calls whose outcome a crash left unknown. */
  unknownCalls: Count,
  /** Calls that ended because their run was cancelled. */
  cancelledCalls: Count,
  /** failed / (completed + failed); 0 when there are none. */
  failureRate: z.number(),
  /** Exact: half of the completed and failed calls took no longer, in ms; 0 when there are none. */
  p50DurationMs: Count,
  p95DurationMs: Count,
  /** The latest failure in this time: an event of a run's log. */
  lastError: z.strictObject({ at: DateTime, runId: Id, seq: Count, code: z.string(), message: z.string() }).optional(),
})
export type ToolMetrics = z.infer<typeof ToolMetrics>

export const getToolMetrics = defineQuery({
  meta: {
    key: 'agent.tool.getMetrics',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['tool', 'metrics'],
    description: 'Measures the tool calls of a time: how many, how many failed, how long they took.',
    goal: 'See which tools fail or are slow.',
    context: 'Used by the tools page. Each agent and tool is an item, the most used first, at most 500.',
  },
  io: {
    inputName: 'GetToolMetricsInput',
    outputName: 'GetToolMetricsOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      toolId: Id.optional(),
      agentId: Id.optional(),
      /** Calls that ended at this moment or later. */
      startDate: DateTime,
      /** Calls that ended before this moment. */
      endDate: DateTime,
    }),
    output: z.strictObject({ items: z.array(ToolMetrics) }),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'one-day',
        input: { startDate: '2026-01-05T00:00:00Z', endDate: '2026-01-06T00:00:00Z' },
        output: {
          items: [
            {
              toolId: 'weather',
              toolName: 'weather',
              agentId: 'agent-123',
              calls: 40,
              completedCalls: 38,
              failedCalls: 2,
              unknownCalls: 0,
              cancelledCalls: 0,
              failureRate: 0.05,
              p50DurationMs: 120,
              p95DurationMs: 900,
              lastError: {
                at: '2026-01-05T09:00:00.000Z',
                runId: 'run-456',
                seq: 7,
                code: 'TOOL_EXECUTION_ERROR',
                message: 'The server answered 502.',
              },
            },
          ],
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/metrics/tools' },
})
