// Calls a tool by itself, as a run would: within its limit, and with an outcome that is a value.
import { systemIds } from '../app/clock.ts'
import type { Tool, ToolContext } from '../runtime/define-tool.ts'
import { callFunction, executeTool, type Outcome } from '../runtime/execute-tool.ts'
import { createFakeClock } from './fake-clock.ts'

/** Unless the test brings a `fetch`, the tool reaches nothing. */
export function callTool(tool: Tool, input: unknown, context: Partial<ToolContext> = {}): Promise<Outcome> {
  const clock = createFakeClock()
  const { effect } = tool.definition
  return executeTool({
    tool,
    input,
    effect,
    signal: context.signal ?? new AbortController().signal,
    clock,
    perform: (value, signal) =>
      callFunction(tool, effect, value, {
        callId: systemIds.create('call'),
        runId: 'test',
        traceparent: null,
        log: () => undefined,
        now: () => clock.now(),
        fetch: () => Promise.reject(new TypeError('this test reaches nothing')),
        addSource: () => undefined,
        ...context,
        signal,
      }),
    onLate: () => undefined,
  })
}
