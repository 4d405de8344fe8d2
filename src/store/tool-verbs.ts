// The verbs of the Store port for tools made through the API.
import type { ToolCategory, ToolStatus } from '../contracts/enums.ts'
import type { ToolCalls } from '../core/tool-metrics.ts'
import type { ToolRow } from '../core/tool-row.ts'
import type { ChangeResult, CommandRecord, CreateResult, Page, PageParams } from './record.ts'

export interface ToolVerbs {
  /** Writes a new tool. Its id is its slug. */
  createTool(params: { tool: ToolRow; record: CommandRecord }): Promise<CreateResult>

  /** Makes a tool what `change` makes of it. `change` must be pure: it may be called more than once. */
  changeTool(params: ToolChange): Promise<ChangeResult<ToolRow, never>>

  /** The tools with these ids, in their order; unknown ones are left out. */
  getTools(params: { organizationId: string; toolIds: readonly string[] }): Promise<ToolRow[]>

  /** Newest first. A null filter selects everything. */
  listTools(params: ToolFilter & PageParams): Promise<Page<ToolRow>>

  /** Counts the calls that ended in a time, of each tool by each agent, in any order. What a fork took over is not counted again. */
  measureTools(params: ToolMeasure): Promise<ToolCalls[]>
}

export interface ToolChange {
  readonly organizationId: string
  readonly toolId: string
  readonly change: (tool: ToolRow) => ToolRow
  readonly createRecord: (changed: ToolRow) => CommandRecord
}

export interface ToolFilter {
  readonly organizationId: string
  readonly category: ToolCategory | null
  readonly status: ToolStatus | null
  readonly search: string | null
}

export interface ToolMeasure {
  readonly organizationId: string
  readonly toolId: string | null
  readonly agentId: string | null
  /** Inclusive, ISO-8601 UTC with milliseconds. */
  readonly startDate: string
  /** Exclusive, ISO-8601 UTC with milliseconds. */
  readonly endDate: string
}
