// Changes a tool. Its kind and its slug stay.
import { updateTool } from '../contracts/agent.tool.update.ts'
import { applyToolSettings, findToolFault } from '../core/define-stored-tool.ts'
import { omitAbsent } from '../core/run-row.ts'
import { isBuiltIn, renderToolSummary, type ToolRow } from '../core/tool-row.ts'
import { refuseSetting } from './check-agent-settings.ts'
import { implement } from './operation.ts'

export const update = implement(updateTool, {
  async run({ toolId, status, ...settings }, deps, fail) {
    const { store, principal } = deps
    const { organizationId } = principal
    const [known] = await store.getTools({ organizationId, toolIds: [toolId] })
    if (!known) return fail('TOOL_NOT_FOUND')
    if (isBuiltIn(known)) {
      const message = `"${toolId}" comes with Errand and cannot be changed; an operator can withdraw it (ERRAND_TOOLS)`
      refuseSetting({ pointer: '/toolId', code: 'INPUT_INVALID', message }, fail)
    }
    const fault = findToolFault(known.definition.implementationType, settings)
    if (fault) refuseSetting(fault, fail)
    const { name, description, category } = settings
    const updatedAt = deps.now()
    const change = (tool: ToolRow): ToolRow => ({
      ...tool,
      ...omitAbsent({ name, description, category, status }),
      definition: applyToolSettings(tool.definition, settings),
      updatedAt,
    })
    const createRecord = (tool: ToolRow) =>
      deps.record({ resource: toolId, output: renderOutput(tool), payload: renderToolSummary(tool) })
    const result = await store.changeTool({ organizationId, toolId, change, createRecord })
    return renderOutput(result.outcome === 'changed' ? result.row : known)
  },
})

function renderOutput({ id, name, status, updatedAt }: ToolRow) {
  return { id, name, status, updatedAt }
}
