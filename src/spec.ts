// The contract kernel.
export { defineCommand, defineQuery } from './spec/define.ts'
export { createRegistry } from './spec/registry.ts'
export type { Registry } from './spec/registry.ts'
export { ContractError } from './spec/check-contract.ts'
export type { Contract, EmissionSpec, ErrorSpec, InputOf, McpContent, McpSpec, OutputOf } from './spec/contract.ts'
export type { Problem } from './spec/problem.ts'
