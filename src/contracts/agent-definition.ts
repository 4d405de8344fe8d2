// What a revision freezes: everything a run needs to know of its agent, apart from code.
import type { Effect, OnUnknown, ResultType, ToolChoice } from './enums.ts'
import type { JsonObject } from './scalars.ts'

/** A tool as a revision describes it. Its function is looked up in loaded code by `name`. */
export interface ToolDefinition {
  /** Of a stored tool. */
  readonly toolId?: string
  readonly name: string
  readonly description: string
  /** JSON Schema 2020-12 of the input. */
  readonly inputSchema: JsonObject
  readonly outputSchema?: JsonObject
  readonly effect: Effect
  /** Limit of one call, in ms. */
  readonly timeoutMs: number
  /** Whether a person is asked before it runs: each time, when its code says so, or to answer in its place. Absent: never. */
  readonly approval?: 'always' | 'sometimes' | 'question'
  /** The agent that works on calls, each in a run of its own. Absent: code does. */
  readonly agentId?: string
}

export type InstalledTool =
  | { readonly source: 'builtin'; readonly type: string }
  | { readonly source: 'mcp'; readonly serverId: string; readonly tool: string }

/** A stored tool in the hands of a stored agent. What it does is looked up when a run is taken up, not frozen. */
export interface ToolAssignment {
  /** With `installed` the name of that tool. */
  readonly toolId: string
  /** A tool that loaded code exports, as the run API names it. Absent: a stored tool. */
  readonly installed?: InstalledTool
  /** Arguments that this agent's calls always have; the model neither sees nor sets them. */
  readonly config?: JsonObject
  /** Tools are offered in this order, lowest first. */
  readonly order: number
}

/** How an answer depends on the documents that were found. Absent: they are offered, and the model may do without. */
export interface Grounding {
  /** `grounded`: the model is told to say nothing else. `required`: without documents it is not even asked. */
  readonly mode: 'open' | 'grounded' | 'required'
  /** With `required`, the answer when nothing is found. Absent: the run fails with CONTEXT_NOT_FOUND. */
  readonly nothingFound?: string
}

/** The run-relevant part of an agent. Immutable: a change makes a new revision. */
export interface AgentDefinition {
  /** `provider/model`, e.g. `openai/gpt-5` or `sim/assistant`. */
  readonly model: string
  /** What the run API was given for it: an alias of the installation, or the model itself. */
  readonly modelStackId?: string
  /** Models to ask in turn when the one before is given up. */
  readonly fallbackModels?: readonly string[]
  readonly modelConfig?: JsonObject
  readonly instructions: string
  readonly userPromptTemplate?: string
  readonly customInstructions?: { readonly planning?: string; readonly toolCall?: string; readonly result?: string }
  /** Whether it writes a plan before it acts. Absent: when it has instructions for planning. */
  readonly planning?: boolean
  /** Whether what it did is told to its model in short when the window fills. */
  readonly contextCompression?: boolean
  readonly inputSchema?: JsonObject
  readonly resultType: ResultType
  /** JSON Schema 2020-12 of the result; there exactly when the result type is `json`. */
  readonly resultSchema?: JsonObject
  /** Tools defined in code. */
  readonly tools: readonly ToolDefinition[]
  /** Of a stored agent: its tools, in order. Absent for an agent defined in code, whose runs need that code. */
  readonly assignments?: readonly ToolAssignment[]
  /** Context spaces whose documents are searched before the first model turn, and whose skills it may load. */
  readonly contextSpaceIds?: readonly string[]
  readonly grounding?: Grounding
  readonly toolChoice: ToolChoice
  readonly maxIterations: number
  readonly maxTokensPerRun?: number
  readonly maxCostUsd?: number
  readonly timeoutMs: number
  readonly onUnknown: OnUnknown
}
