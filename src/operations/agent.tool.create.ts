// Creates a tool as a draft. Its id is its slug, which never changes.
import { createTool } from '../contracts/agent.tool.create.ts'
import { applyToolSettings, findToolFault } from '../core/define-stored-tool.ts'
import { renderToolSummary, type ToolRow } from '../core/tool-row.ts'
import { refuseSetting } from './check-agent-settings.ts'
import { implement } from './operation.ts'

export const create = implement(createTool, {
  async run(input, deps, fail) {
    const { slug, implementationType, parametersSchema, implementationConfig, ...settings } = input
    const fault = findToolFault(implementationType, input)
    if (fault) refuseSetting(fault, fail)
    const at = deps.now()
    const given = { parametersSchema, implementationType, implementationConfig }
    const tool: ToolRow = {
      id: slug,
      organizationId: deps.principal.organizationId,
      name: settings.name,
      slug,
      description: settings.description,
      category: settings.category ?? 'custom',
      status: 'draft',
      createdAt: at,
      updatedAt: at,
      definition: applyToolSettings({ ...given, timeoutMs: 30_000, effect: 'once', tags: [] }, settings),
    }
    const { id, name, status } = tool
    const output = { id, name, slug, status }
    const record = deps.record({ resource: id, output, payload: renderToolSummary(tool) })
    const { outcome } = await deps.store.createTool({ tool, record })
    if (outcome === 'slug-taken') fail('SLUG_EXISTS', { detail: `A tool has the slug "${slug}"; choose another.` })
    return output
  },
})
