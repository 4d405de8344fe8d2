// What the input of the run API makes of the definition of an agent.
import type { AgentDefinition, ToolAssignment } from '../../contracts/agent-definition.ts'
import type { AgentSettings } from '../../contracts/agent.ts'
import { applySettings, findSettingFault } from '../../core/define-stored-agent.ts'
import { omitAbsent } from '../../core/run-row.ts'
import { splitModel } from '../../core/split-model.ts'
import type { CallDeps, Fail } from '../../operations/operation.ts'
import type { AgentPatch } from './agent-input.ts'
import type { Installation } from './installation.ts'
import { resolveTools } from './resolve-tools.ts'

type FailInput = Fail<'SCHEMA_UNSUPPORTED'>

/** The definition with what is given; pure. */
export type ApplyInput = (definition: AgentDefinition) => AgentDefinition

/** Fails at the field that is wrong. `known` is the definition before. */
export async function readDefinition(
  input: AgentPatch,
  known: AgentDefinition,
  { installation, deps, fail }: { installation: Installation; deps: CallDeps; fail: FailInput },
): Promise<ApplyInput> {
  const model = await requireModel(input.modelStackId, installation, fail)
  const assignments = await requireTools(input, known, installation, deps, fail)
  const given = omitAbsent({ modelStackId: input.modelStackId, assignments })
  const apply = (definition: AgentDefinition): AgentDefinition => ({
    ...applySettings(definition, readSettings(input, definition, model)),
    ...given,
  })
  const settings = readSettings(input, known, model)
  if (input.inputSchema && (input.inputSchema['type'] ?? 'object') !== 'object') {
    refuse('/inputSchema/type', 'the input of a run is an object: "type" must be "object"', fail, 'SCHEMA_UNSUPPORTED')
  }
  const fault = findSettingFault(settings, apply(known))
  if (fault) refuse(renderPointer(fault.pointer), fault.message, fail, fault.code)
  return apply
}

function readSettings(input: AgentPatch, definition: AgentDefinition, model: string | undefined): AgentSettings {
  const instructions = omitAbsent({
    planning: input.customPlanningInstructions,
    toolCall: input.customToolCallInstructions,
    result: input.customResultInstructions,
  })
  const { inputSchema, goalPrompt: userPromptTemplate, resultType, resultSchema } = input
  const { enableContextCompression: contextCompression } = input
  return {
    ...omitAbsent({ inputSchema, userPromptTemplate, resultType, resultSchema, contextCompression }),
    ...(model !== undefined && splitModel(model)),
    ...(Object.keys(instructions).length > 0 && {
      customInstructions: { ...definition.customInstructions, ...instructions },
    }),
  }
}

async function requireModel(
  modelStackId: string | undefined,
  installation: Installation,
  fail: FailInput,
): Promise<string | undefined> {
  if (modelStackId === undefined) return undefined
  const resolved = await installation.resolveModelStack(modelStackId)
  return resolved.ok ? resolved.model : refuse('/modelStackId', resolved.message, fail)
}

async function requireTools(
  { tools }: AgentPatch,
  { assignments = [] }: AgentDefinition,
  installation: Installation,
  deps: CallDeps,
  fail: FailInput,
): Promise<readonly ToolAssignment[] | undefined> {
  if (tools === undefined) return undefined
  const resolved = await resolveTools(tools, assignments, installation, deps)
  return resolved.ok ? resolved.assignments : refuse(`/tools/${resolved.index}`, resolved.message, fail)
}

const pointers: readonly (readonly [own: string, shown: string])[] = [
  ['/modelName', '/modelStackId'],
  ['/modelProvider', '/modelStackId'],
  ['/userPromptTemplate', '/goalPrompt'],
  ['/customInstructions/planning', '/customPlanningInstructions'],
  ['/customInstructions/toolCall', '/customToolCallInstructions'],
  ['/customInstructions/result', '/customResultInstructions'],
  ['/contextCompression', '/enableContextCompression'],
]

function renderPointer(pointer: string): string {
  return pointers.find(([own]) => own === pointer)?.[1] ?? pointer
}

export function refuse(
  pointer: string,
  message: string,
  fail: FailInput,
  code: 'INPUT_INVALID' | 'SCHEMA_UNSUPPORTED' = 'INPUT_INVALID',
): never {
  return fail(code, { detail: `${pointer}: ${message}`, issues: [{ pointer, code: 'custom', message }] })
}
