// The typed client, for servers and browsers.
export { createClient, ProblemError } from './client/client.ts'
export type { CallOptions, Client, ClientOptions } from './client/client.ts'
