// The lock of MCP servers' tools: what was approved, and what waits for approval because the server changed it since.
// A tool is offered as it was approved or not at all, so that a server cannot slip a model new words.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { JsonObject } from '../../contracts/scalars.ts'
import { describeError } from '../../spec/describe-error.ts'
import { ConfigError } from '../env.ts'

export const DEFAULT_LOCK = 'mcp.lock.json'

/** What of a tool a model or Errand goes by. */
export const McpTool = z.object({
  name: z.string(),
  description: z.string().optional(),
  inputSchema: JsonObject,
  outputSchema: JsonObject.optional(),
  annotations: JsonObject.optional(),
})
export type McpTool = z.infer<typeof McpTool>

const Entry = z.strictObject({ approved: z.record(z.string(), McpTool), pending: z.record(z.string(), McpTool) })
const Lock = z.record(z.string(), Entry)
export type McpLock = z.infer<typeof Lock>

/** Empty when there is no such file. Throws a `ConfigError` when it cannot be used. */
export function readMcpLock(path: string | URL): McpLock {
  try {
    return Lock.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new ConfigError(`${String(path)} cannot be used: ${describeError(error)}`, { cause: error })
  }
}

export function writeMcpLock(path: string | URL, lock: McpLock): void {
  const draft = typeof path === 'string' ? `${path}.new` : new URL(`${path.href}.new`)
  writeFileSync(draft, `${JSON.stringify(lock, null, 2)}\n`)
  renameSync(draft, path)
}

/** The lock after a server was asked for its tools. The first time all are approved; later, what differs is pending. */
export function compareTools(lock: McpLock, server: string, listed: readonly McpTool[]): McpLock {
  const byName = Object.fromEntries(listed.map((tool) => [tool.name, tool]))
  const known = lock[server]
  if (!known) return { ...lock, [server]: { approved: byName, pending: {} } }
  const isKnown = (tool: McpTool) => isDeepStrictEqual(known.approved[tool.name], tool)
  const pending = { ...known.pending }
  for (const tool of listed) {
    if (isKnown(tool)) delete pending[tool.name]
    else pending[tool.name] = tool
  }
  return { ...lock, [server]: { approved: known.approved, pending } }
}

/** What is pending becomes approved. */
export function approvePending({ approved, pending }: McpLock[string]): McpLock[string] {
  return { approved: { ...approved, ...pending }, pending: {} }
}

/** Says in words how a pending tool differs from the approved one. */
export function describeChange({ approved, pending }: McpLock[string], name: string): string {
  const [before, after] = [approved[name], pending[name]]
  if (!before) return `${name} is new: ${after?.description ?? 'no description'}`
  const fields = ['description', 'inputSchema', 'outputSchema', 'annotations'] as const
  const changes = fields.filter((field) => !isDeepStrictEqual(before[field], after?.[field]))
  const render = (field: (typeof fields)[number]) =>
    `\n  ${field}\n    - ${JSON.stringify(before[field])}\n    + ${JSON.stringify(after?.[field])}`
  return `${name} changed${changes.map(render).join('')}`
}
