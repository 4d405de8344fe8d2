// The library: define agents and tools, run them here.
export { createErrand } from './app/errand.ts'
export type { Errand, ErrandOptions, RunOptions, RunResult } from './app/errand.ts'
export { defineAgent } from './runtime/define-agent.ts'
export type { Agent, AgentOptions } from './runtime/define-agent.ts'
export { defineTool } from './runtime/define-tool.ts'
export type { Reconciled, Tool, ToolContext, ToolOptions } from './runtime/define-tool.ts'
export type { RunEvent } from './contracts/run-event.ts'
export { StoreInUseError, StoreUnavailableError } from './store/store-error.ts'
