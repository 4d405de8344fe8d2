// The product's contracts and the shapes they are made of.
export { contracts } from './contracts/index.ts'
export type { Contracts } from './contracts/index.ts'
export { isTerminal, RunEventEnvelope } from './contracts/run-event.ts'
export type { NewRunEvent, RunEvent, RunEventData, RunEventType } from './contracts/run-event.ts'
export { Run, RunInput, RunLog, RunStep, RunSummary, ListedRun } from './contracts/run.ts'
export { Agent, AgentSummary } from './contracts/agent.ts'
export { listNames, renderFlag } from './spec/names.ts'
export { renderJsonSchema } from './spec/json-schema.ts'
