// Runs a stored tool by itself, without a run, to see whether it works.
import type { JsonObject } from '../contracts/scalars.ts'
import type { ToolRow } from '../core/tool-row.ts'
import { callFunction, executeTool } from './execute-tool.ts'
import type { RuntimeDeps } from './ports.ts'
import { createStoredTool, type StoredToolDeps } from './stored-tool.ts'

export type ToolTest =
  | { readonly outcome: 'completed'; readonly output: unknown }
  | { readonly outcome: 'failed' | 'not-invoked'; readonly message: string }

type Deps = Pick<RuntimeDeps, 'clock' | 'ids' | 'fetch'> & {
  readonly storedTools: StoredToolDeps
  readonly traceparent: string
}

export async function testTool(
  row: ToolRow,
  input: JsonObject,
  { clock, ids, fetch, storedTools, traceparent }: Deps,
): Promise<ToolTest> {
  const tool = createStoredTool(row, {}, storedTools)
  if (!tool) return { outcome: 'not-invoked', message: 'no loaded file exports the function of this tool' }
  const callId = ids.create('call')
  const outcome = await executeTool({
    tool,
    input,
    effect: row.definition.effect,
    signal: new AbortController().signal,
    clock,
    perform: (value, signal) =>
      callFunction(tool, row.definition.effect, value, {
        callId,
        traceparent,
        runId: 'test',
        signal,
        log: () => undefined,
        now: () => clock.now(),
        fetch: (url, init) => fetch(row.organizationId, url, init),
        addSource: () => undefined,
      }),
    onLate: () => undefined,
  })
  if (outcome.kind === 'completed') return { outcome: 'completed', output: outcome.output }
  const isNotInvoked = outcome.kind === 'failed' && outcome.isNotInvoked === true
  return { outcome: isNotInvoked ? 'not-invoked' : 'failed', message: outcome.message }
}
