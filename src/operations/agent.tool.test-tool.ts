// Calls a tool once, outside of any run. What is audited, with the reply for its Idempotency-Key, is a call that was made.
import { testTool } from '../contracts/agent.tool.test-tool.ts'
import { asObject } from '../core/as-object.ts'
import { validateJson } from '../core/validate-json.ts'
import type { OutputOf } from '../spec/contract.ts'
import { implement } from './operation.ts'

export const test = implement(testTool, {
  async run({ toolId, testInput }, deps, fail) {
    const { store, principal } = deps
    const { organizationId } = principal
    const [tool] = await store.getTools({ organizationId, toolIds: [toolId] })
    if (!tool) return fail('TOOL_NOT_FOUND')
    const faults = validateJson(tool.definition.parametersSchema, testInput)
    const issues = faults.map((issue) => ({ ...issue, pointer: `/testInput${issue.pointer}` }))
    if (issues.length > 0) fail('INPUT_INVALID', { detail: `${issues[0]?.pointer}: ${issues[0]?.message}`, issues })
    const startedMs = Date.parse(deps.now())
    const result = await deps.testTool(tool, testInput)
    const durationMs = Math.max(0, Date.parse(deps.now()) - startedMs)
    if (result.outcome === 'not-invoked') return fail('TOOL_EXECUTION_ERROR', { detail: result.message })
    const output: OutputOf<typeof testTool> =
      result.outcome === 'completed'
        ? { success: true, output: asObject(result.output), durationMs }
        : { success: false, error: result.message, durationMs }
    await store.recordCommand({ record: deps.record({ resource: toolId, output }), emissions: [] })
    return output
  },
})
