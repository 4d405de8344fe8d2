// What agent.create and agent.update check alike before anything is written.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { AgentSettings } from '../contracts/agent.ts'
import { applySettings, findSettingFault, type SettingFault } from '../core/define-stored-agent.ts'
import type { CallDeps, Fail } from './operation.ts'
import { requireSpace } from './require-space.ts'

type Codes = 'SCHEMA_UNSUPPORTED' | 'TOOL_NOT_FOUND' | 'CONTEXT_SPACE_NOT_FOUND'

export async function checkAgentSettings(
  settings: AgentSettings,
  definition: AgentDefinition,
  deps: CallDeps,
  fail: Fail<Codes>,
): Promise<void> {
  const fault = findSettingFault(settings, applySettings(definition, settings))
  if (fault) refuseSetting(fault, fail)
  for (const contextSpaceId of settings.contextSpaceIds ?? []) await requireSpace(contextSpaceId, deps, fail)
  const { toolIds = [] } = settings
  const { store, principal } = deps
  const known = await store.getTools({ organizationId: principal.organizationId, toolIds })
  const installed = definition.assignments?.filter((assignment) => assignment.installed) ?? []
  const ids = [...known.map(({ id }) => id), ...installed.map(({ toolId }) => toolId)]
  const unknown = toolIds.find((toolId) => !ids.includes(toolId))
  if (unknown !== undefined)
    fail('TOOL_NOT_FOUND', { detail: `There is no tool "${unknown}"; built-in ones are offered with ERRAND_TOOLS.` })
}

export function refuseSetting({ code, pointer, message }: SettingFault, fail: Fail<'SCHEMA_UNSUPPORTED'>): never {
  return fail(code, { detail: `${pointer}: ${message}`, issues: [{ pointer, code: 'custom', message }] })
}
