// The typed client, for servers and browsers.
export { createClient } from './client/client.ts'
export type { Client, ClientOptions, FollowOptions, InputFor, OutputFor } from './client/client.ts'
export type { CallOptions, ContractMap, ErrorCode, Item, Method } from './client/methods.ts'
export { ProblemError } from './client/problem-error.ts'
