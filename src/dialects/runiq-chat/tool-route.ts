// POST {dashboardPath}/api/tools/{toolName}/run: calls a stored tool once, as agent.tool.test does. A tool that fails is an answer.
import { z } from 'zod'
import { testTool } from '../../contracts/agent.tool.test-tool.ts'
import { JsonObject } from '../../contracts/scalars.ts'
import type { DialectAnswer, DialectRequest, DialectRoute } from '../../operations/dialect-route.ts'
import { type ChatFault, renderFault } from './chat-event.ts'

const RunTool = z.strictObject({ input: JsonObject.default({}) })

export function createToolRoute(dashboardPath: string): DialectRoute {
  return {
    method: 'POST',
    path: `${dashboardPath}/api/tools/:toolName/run`,
    contract: testTool,
    isLong: false,
    async answer(request) {
      const parsed = request.parse(RunTool)
      if (!parsed.ok) return parsed
      const name = request.params['toolName']?.trim() ?? ''
      if (name === '') return fail({ errorCode: 'ToolNameRequired', errorMessage: 'Tool name is required.' }, 400)
      const toolId = await findToolId(name, request)
      const missing = renderFault('TOOL_NOT_FOUND', `Tool '${name}' was not found.`)
      if (toolId === null) return fail(missing, 404)
      const answer = await request.call('agent.tool.test', { toolId, testInput: parsed.input.input }, { isKeyed: true })
      if (answer.ok) return renderOutput(answer.output as z.infer<typeof testTool.io.output>)
      const { code, detail } = answer.problem
      if (code === 'TOOL_NOT_FOUND') return fail(missing, 404)
      if (code === 'INPUT_INVALID')
        return fail(renderFault('TOOL_INPUT_INVALID', detail.replace('/testInput', '/input')), 200)
      return code === 'TOOL_EXECUTION_ERROR' ? fail(renderFault(code, detail), 200) : answer
    },
  }
}

/** A tool is named by its id, its slug or its name. */
async function findToolId(
  name: string,
  { store, principal: { organizationId } }: DialectRequest,
): Promise<string | null> {
  const filter = { organizationId, category: null, status: null, search: name, limit: 500, offset: 0 }
  const { items } = await store.listTools(filter)
  const [byId] = await store.getTools({ organizationId, toolIds: [name] })
  return (byId ?? items.find((tool) => tool.slug === name) ?? items.find((tool) => tool.name === name))?.id ?? null
}

function renderOutput({ success, output, error }: z.infer<typeof testTool.io.output>): DialectAnswer {
  if (!success) return fail(renderFault('TOOL_EXECUTION_ERROR', error ?? 'The tool failed.'), 200)
  const body = { isSuccess: true, outputJson: JSON.stringify(output ?? null), errorCode: null, errorMessage: null }
  return { ok: true, status: 200, body }
}

function fail(fault: ChatFault, status: number): DialectAnswer {
  return { ok: true, status, body: { isSuccess: false, outputJson: null, ...fault } }
}
