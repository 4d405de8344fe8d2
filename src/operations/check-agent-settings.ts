// What agent.create and agent.update check alike before anything is written.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { AgentSettings } from '../contracts/agent.ts'
import { applySettings, findSettingFault } from '../core/define-stored-agent.ts'
import type { Fail } from './operation.ts'

type Codes = 'SCHEMA_UNSUPPORTED' | 'TOOL_NOT_FOUND' | 'CONTEXT_SPACE_NOT_FOUND'

export function checkAgentSettings(settings: AgentSettings, definition: AgentDefinition, fail: Fail<Codes>): void {
  const fault = findSettingFault(settings, applySettings(definition, settings))
  if (fault) {
    const { code, pointer, message } = fault
    fail(code, { detail: `${pointer}: ${message}`, issues: [{ pointer, code: 'custom', message }] })
  }
  const [contextSpaceId] = settings.contextSpaceIds ?? []
  if (contextSpaceId !== undefined) {
    fail('CONTEXT_SPACE_NOT_FOUND', { detail: `There is no context space "${contextSpaceId}".` })
  }
  const [toolId] = settings.toolIds ?? []
  if (toolId !== undefined) fail('TOOL_NOT_FOUND', { detail: `There is no tool "${toolId}".` })
}
