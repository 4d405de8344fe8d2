// Agents made through the API: what their settings make of a definition, and what is wrong with the settings.
import type { AgentDefinition, ToolAssignment } from '../contracts/agent-definition.ts'
import type { AgentSettings } from '../contracts/agent.ts'
import { findDialectFault } from './find-dialect-fault.ts'
import { findResultFault } from './find-result-fault.ts'
import { findTemplateFault } from './render-template.ts'
import { omitAbsent } from './run-row.ts'
import { joinModel, splitModel } from './split-model.ts'

export const blankDefinition: AgentDefinition = {
  model: '',
  instructions: '',
  resultType: 'text',
  tools: [],
  assignments: [],
  toolChoice: 'auto',
  maxIterations: 25,
  timeoutMs: 600_000,
  onUnknown: 'tell-model',
}

/** The definition with the settings that are given. */
export function applySettings(definition: AgentDefinition, settings: AgentSettings): AgentDefinition {
  const { modelProvider, modelName, systemPrompt, toolIds, customInstructions } = settings
  const { modelConfig, userPromptTemplate, toolChoice, maxIterations, maxTokensPerRun, timeoutMs } = settings
  const {
    inputSchema,
    resultType = definition.resultType,
    onUnknown,
    maxCostUsd,
    contextSpaceIds,
    planning,
    contextCompression,
  } = settings
  const same = { modelConfig, userPromptTemplate, toolChoice, maxIterations, maxTokensPerRun, timeoutMs }
  const model = { ...splitModel(definition.model), ...omitAbsent({ modelProvider, modelName }) }
  // A schema goes with a json result: an agent that answers otherwise from now on has none, unless one is given.
  const { resultSchema: known, modelStackId: stack, ...rest } = definition
  const resultSchema = settings.resultSchema ?? (resultType === 'json' ? known : undefined)
  const modelStackId = joinModel(model) === definition.model ? stack : undefined
  const others = {
    resultSchema,
    inputSchema,
    resultType,
    onUnknown,
    maxCostUsd,
    contextSpaceIds,
    planning,
    contextCompression,
  }
  return {
    ...rest,
    ...omitAbsent({ ...same, ...others, modelStackId }),
    model: joinModel(model),
    ...(systemPrompt !== undefined && { instructions: systemPrompt }),
    ...(customInstructions && { customInstructions: omitAbsent(customInstructions) }),
    ...(toolIds && { assignments: assignTools(definition.assignments ?? [], toolIds) }),
  }
}

/** These tools in this order; one that stays keeps its config, and where it comes from. */
function assignTools(known: readonly ToolAssignment[], toolIds: readonly string[]): ToolAssignment[] {
  return [...new Set(toolIds)].map((toolId) => {
    return { ...known.find((assignment) => assignment.toolId === toolId), toolId, order: 0 }
  })
}

export interface SettingFault {
  readonly pointer: string
  readonly code: 'INPUT_INVALID' | 'SCHEMA_UNSUPPORTED'
  readonly message: string
}

/** Says what is wrong with the settings, or null. `definition` is what they make of the agent. */
export function findSettingFault(settings: AgentSettings, definition: AgentDefinition): SettingFault | null {
  const invalid = (name: string, message: string): SettingFault => ({
    pointer: `/${name}`,
    code: 'INPUT_INVALID',
    message,
  })
  const hasModel = settings.modelName !== undefined || settings.modelProvider !== undefined
  if (hasModel && !/^[^/\s]+\/\S+$/.test(definition.model)) {
    return invalid('modelName', 'a custom model is written provider/name, e.g. sim/assistant')
  }
  for (const [name, template] of listTemplates(settings)) {
    const fault = findTemplateFault(template ?? '')
    if (fault !== null) return invalid(name, fault)
  }
  for (const name of ['inputSchema', 'resultSchema'] as const) {
    const fault = findDialectFault(settings[name] ?? {})
    if (fault) return { pointer: `/${name}${fault.pointer}`, code: 'SCHEMA_UNSUPPORTED', message: fault.message }
  }
  const fault = findResultFault(definition)
  if (fault) return { pointer: `/${fault.setting}`, code: 'INPUT_INVALID', message: fault.message }
  const { contextSpaceIds = [] } = settings
  const twice = contextSpaceIds.find((id, index) => contextSpaceIds.indexOf(id) !== index)
  if (twice !== undefined) return invalid('contextSpaceIds', `"${twice}" is named twice`)
  return null
}

function listTemplates({ systemPrompt, userPromptTemplate, customInstructions = {} }: AgentSettings) {
  const own = Object.entries(customInstructions).map(([name, text]) => [`customInstructions/${name}`, text] as const)
  return [['systemPrompt', systemPrompt], ['userPromptTemplate', userPromptTemplate], ...own] as const
}
