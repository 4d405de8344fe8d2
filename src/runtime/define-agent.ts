// defineAgent: instructions, a model, tools and limits under one id.
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { z } from 'zod'
import type { AgentDefinition, Grounding } from '../contracts/agent-definition.ts'
import { Slug } from '../contracts/agent.ts'
import { OnUnknown, ResultType, ToolChoice } from '../contracts/enums.ts'
import {
  type JsonObject,
  JsonObject as JsonObjectSchema,
  MaxCostUsd,
  MaxIterations,
  MaxTokens,
  TimeoutMs,
} from '../contracts/scalars.ts'
import { findResultFault } from '../core/find-result-fault.ts'
import { findTemplateFault } from '../core/render-template.ts'
import { createAgentTool } from './agent-tool.ts'
import { writePlan } from '../core/own-tools.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { CodeSpace } from './context-space.ts'
import type { Tool } from './define-tool.ts'
import { loadSchema, type UserSchema } from './schema.ts'

export interface AgentOptions {
  /** Lower-case words joined by `-`, up to 100 characters: how the agent is called by. */
  readonly id: string
  /** Default: the id. */
  readonly name?: string
  readonly description?: string
  /** The system prompt; `{{field}}` takes values from the input's context. */
  readonly instructions: string
  /** `provider/model` or an AI SDK model object. Default: the installation's default model. */
  readonly model?: string | LanguageModelV4
  /** `provider/model` ids to ask in turn when the model before is given up; never a simulated one. Default: none. */
  readonly fallbackModels?: readonly string[]
  /** Settings of the model: temperature, maxOutputTokens, topP, topK, seed, stopSequences, reasoning; any other key goes to the provider as it is. */
  readonly modelConfig?: JsonObject
  /** Schema of the input's `context`. */
  readonly input?: UserSchema
  /** Template of the first user message over the input's context and `{{message}}`. Default: the message. */
  readonly prompt?: string
  /** Tools, and agents: each call of an agent is a run of its own, and its result is the call's output. */
  readonly tools?: readonly (Tool | Agent)[]
  /** What runs may read: spaces made with `contextSpace`, or ids of stored ones. */
  readonly contextSpaces?: readonly (CodeSpace | string)[]
  /**
   * How answers depend on what is found. `open`, the default: excerpts are offered. `grounded`: nothing else may be said.
   * `required`: without excerpts the model is not asked; the run answers `nothingFound`, or fails with CONTEXT_NOT_FOUND.
   */
  readonly grounding?: Grounding
  /** Whether it writes down a plan before it calls a tool, and again when the plan changes. Default false. */
  readonly planning?: boolean
  /**
   * Whether the model is told of earlier turns in short, a line for each call, when its window fills. The log keeps
   * everything. Earlier runs of a session are left out from the oldest on in any case. Default false.
   */
  readonly contextCompression?: boolean
  /** Default `auto`. */
  readonly toolChoice?: ToolChoice
  /** `json`: the result is an object that fits `resultSchema`, or the run fails with RESULT_INVALID. Default `text`. */
  readonly resultType?: ResultType
  /** Schema of a json result. Of zod's, what JSON Schema can say is checked: no refinements, no transforms. */
  readonly resultSchema?: UserSchema
  /** Model turns per run, 1 to 200. Default 25. */
  readonly maxIterations?: number
  /** Wall-clock limit of a run in ms, 100 to 86,400,000. Default 600,000. */
  readonly timeoutMs?: number
  /** Token budget of a run and the runs below it, checked before each model turn. Default: none. */
  readonly maxTokensPerRun?: number
  /** Cost budget of the same in USD, 0.000001 to 1,000,000; no model without a known price is asked. Default: none. */
  readonly maxCostUsd?: number
  /** When a crash leaves the outcome of a `once` call unknown: tell the model, ask a person, or fail the run. Default `tell-model`. */
  readonly onUnknown?: OnUnknown
  readonly tags?: readonly string[]
}

/** A loaded agent. */
export interface Agent {
  readonly kind: 'errand.agent'
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly tags: readonly string[]
  /** null: the installation's default. */
  readonly model: string | LanguageModelV4 | null
  readonly definition: Omit<AgentDefinition, 'model'>
  readonly tools: readonly Tool[]
  /** The context spaces that code names. */
  readonly contextSpaces: readonly CodeSpace[]
  /** The agents among its tools. */
  readonly agents: readonly Agent[]
  /** Runs nothing and says so: an agent has no store, so nothing it did would be kept. Use `errand.run(agent, message)`. */
  readonly execute: (message: string) => Promise<typeof notByItself>
}

const notByItself = {
  isSuccess: false,
  message: null,
  errorCode: 'DirectAgentExecutionNotSupported',
  errorMessage: 'An agent does not run by itself; use errand.run(agent, message).',
  steps: [],
} as const

/** The `provider/model` of a model object. */
export function nameModel({ provider, modelId }: LanguageModelV4): string {
  return `${provider.split('.')[0]}/${modelId}`
}

const Template = z.string().superRefine((template, issues) => {
  const fault = findTemplateFault(template)
  if (fault !== null) issues.addIssue({ code: 'custom', message: fault })
})

const FallbackModel = z
  .string()
  .regex(/^[^/\s]+\/\S+$/, 'write provider/model')
  .refine((model) => !model.startsWith('sim/'), 'a simulated model never stands in for one that fails')

function isToolOrAgent(value: unknown): boolean {
  const kind = (value as Tool | Agent | null)?.kind
  return kind === 'errand.tool' || kind === 'errand.agent'
}

function isSpace(value: unknown): boolean {
  return (value as CodeSpace | null)?.kind === 'errand.contextSpace'
}

const Options = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(100).optional(),
  description: z.string().max(1000).optional(),
  instructions: Template,
  model: z.unknown().optional(),
  fallbackModels: z.array(FallbackModel).max(5).optional(),
  modelConfig: JsonObjectSchema.optional(),
  input: z.unknown().optional(),
  prompt: Template.optional(),
  tools: z.array(z.custom<Tool | Agent>(isToolOrAgent, 'make it with defineTool or defineAgent')).default([]),
  contextSpaces: z
    .array(z.union([z.string().min(1), z.custom<CodeSpace>(isSpace, 'make it with contextSpace')]))
    .default([]),
  grounding: z
    .strictObject({ mode: z.enum(['open', 'grounded', 'required']), nothingFound: z.string().min(1).optional() })
    .optional(),
  planning: z.boolean().optional(),
  contextCompression: z.boolean().optional(),
  toolChoice: ToolChoice.default('auto'),
  resultType: ResultType.default('text'),
  resultSchema: z.unknown().optional(),
  maxIterations: MaxIterations.default(25),
  timeoutMs: TimeoutMs.default(600_000),
  maxTokensPerRun: MaxTokens.optional(),
  maxCostUsd: MaxCostUsd.optional(),
  onUnknown: OnUnknown.default('tell-model'),
  tags: z.array(z.string()).default([]),
})

/** Throws an Error that names the agent and the fault when the options do not hold together. */
export function defineAgent(options: AgentOptions): Agent {
  const parsed = Options.safeParse(options)
  if (!parsed.success) throw new Error(`agent ${JSON.stringify(options.id)}: ${z.prettifyError(parsed.error)}`)
  const { id, name = id, description = null, tags, model: _model, input: _input, prompt, ...all } = parsed.data
  const { tools: given, resultSchema: _resultSchema, ...rest } = all
  const agents = given.filter((tool) => tool.kind === 'errand.agent')
  const tools = given.map((tool) => (tool.kind === 'errand.agent' ? toTool(id, tool) : tool))
  const names = tools.map((tool) => tool.definition.name)
  const twice = names.find((tool, index) => names.indexOf(tool) !== index)
  if (twice !== undefined) throw new Error(`agent "${id}": two tools are called "${twice}"`)
  if (all.planning === true && names.includes(writePlan.name)) {
    throw new Error(`agent "${id}": it plans, so that none of its tools may be called "${writePlan.name}"`)
  }
  const { contextSpaces, grounding, ...settings } = rest
  const { resultSchema } = options
  const result = resultSchema ? { resultSchema: loadUserSchema(id, 'resultSchema', resultSchema) } : {}
  const fault = findResultFault({ resultType: rest.resultType, ...result, grounding })
  if (fault) throw new Error(`agent "${id}": ${fault.setting}: ${fault.message}`)
  const contextSpaceIds = contextSpaces.map((space) => (typeof space === 'string' ? space : space.id))
  return {
    kind: 'errand.agent',
    id,
    name,
    description,
    tags,
    model: checkModel(id, options.model),
    tools,
    agents,
    execute: () => Promise.resolve(notByItself),
    contextSpaces: contextSpaces.filter((space) => typeof space !== 'string'),
    definition: {
      ...omitAbsent(settings),
      ...(contextSpaceIds.length > 0 && { contextSpaceIds: [...new Set(contextSpaceIds)] }),
      ...(grounding && { grounding: omitAbsent(grounding) }),
      ...(prompt !== undefined && { userPromptTemplate: prompt }),
      ...(options.input && { inputSchema: loadUserSchema(id, 'input', options.input) }),
      ...result,
      tools: tools.map((tool) => tool.definition),
    },
  }
}

function toTool(id: string, { id: callee, description, definition }: Agent): Tool {
  if (description !== null) return createAgentTool({ id: callee, description, definition })
  throw new Error(`agent "${id}": agent "${callee}" among its tools needs a description: it tells when to call it`)
}

function checkModel(id: string, model: AgentOptions['model']): Agent['model'] {
  if (model === undefined) return null
  if (typeof model === 'string') {
    if (/^[^/\s]+\/\S+$/.test(model)) return model
    throw new Error(`agent "${id}": model "${model}" is not provider/model, e.g. openai/gpt-5 or sim/assistant`)
  }
  if (model?.specificationVersion === 'v4') return model
  throw new Error(`agent "${id}": the model object is not a LanguageModelV4; use a provider package for AI SDK 7`)
}

function loadUserSchema(id: string, option: 'input' | 'resultSchema', schema: UserSchema): JsonObject {
  try {
    return loadSchema(schema, option === 'input' ? 'input' : 'output').jsonSchema
  } catch (error) {
    throw new Error(`agent "${id}": ${option}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
