// Reads one tool.
import { getTool } from '../contracts/agent.tool.get.ts'
import { renderTool } from '../core/tool-row.ts'
import { implement } from './operation.ts'

export const get = implement(getTool, {
  async run({ toolId }, { store, principal: { organizationId } }, fail) {
    const [tool] = await store.getTools({ organizationId, toolIds: [toolId] })
    return tool ? renderTool(tool) : fail('TOOL_NOT_FOUND')
  },
})
