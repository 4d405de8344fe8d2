// A tool made through the API, in the shape of one in code.
import { isObject, type JsonObject } from '../contracts/scalars.ts'
import { BuiltInImplementation, FunctionImplementation, HttpImplementation } from '../contracts/tool.ts'
import type { ToolRow } from '../core/tool-row.ts'
import type { Tool, ToolContext } from './define-tool.ts'
import { callHttp, type HttpToolDeps } from './http-tool.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { loadSchema, type Parsed } from './schema.ts'
import { ToolFailure } from './tool-failure.ts'

/** What stored tools reach. Secrets and functions are the operator's: a tenant gets those meant for it, others are null. */
export interface StoredToolDeps {
  readonly fetch: HttpToolDeps['fetch']
  readonly limiter: RateLimiter
  readSecret(organizationId: string, name: string): string | null
  findFunction(organizationId: string, name: string): Tool | null
  /** A built-in tool that the tenant is offered. */
  findBuiltIn(organizationId: string, name: string): Tool | null
}

/** Models take names of at most this length. */
const MAX_NAME = 64

/**
 * `config` holds arguments that calls always have; the model does not see them. Null when the tool is a function that no
 * loaded code exports.
 */
export function createStoredTool(row: ToolRow, config: JsonObject, deps: StoredToolDeps): Tool | null {
  const { definition, id, slug, name, description } = row
  const { parametersSchema, outputSchema, effect, timeoutMs, implementationType } = definition
  const isFunction = implementationType === 'function'
  const code = isFunction ? findCode(row, deps) : null
  if (isFunction && !code) return null
  const input = loadSchema(parametersSchema, 'input')
  const output = outputSchema ? loadSchema(outputSchema, 'output') : null
  const perform = code ? code.execute.bind(code) : createHttpCall(row, deps)
  return {
    kind: 'errand.tool',
    definition: {
      toolId: id,
      name: slug.slice(0, MAX_NAME),
      description: description || name,
      inputSchema: hideFixed(parametersSchema, config),
      ...(outputSchema && { outputSchema }),
      effect,
      timeoutMs,
      ...(code?.definition.approval && { approval: code.definition.approval }),
    },
    parseInput(value) {
      const parsed = input.parse(isObject(value) ? { ...value, ...config } : value)
      return parsed.ok && code ? code.parseInput(parsed.value) : parsed
    },
    needsApproval: (value) => code?.needsApproval(value) ?? false,
    parseOutput(value) {
      const parsed: Parsed<unknown> = code ? code.parseOutput(value) : { ok: true, value }
      return parsed.ok && output ? output.parse(parsed.value) : parsed
    },
    execute(value, context) {
      checkRate(row, deps.limiter)
      return perform(value, context)
    },
    reconcile: code?.reconcile ?? null,
  }
}

function findCode(
  { organizationId, definition: { implementationConfig } }: ToolRow,
  deps: StoredToolDeps,
): Tool | null {
  const builtIn = BuiltInImplementation.safeParse(implementationConfig)
  if (builtIn.success) return deps.findBuiltIn(organizationId, builtIn.data.builtIn)
  return deps.findFunction(organizationId, FunctionImplementation.parse(implementationConfig).name)
}

function createHttpCall({ definition, organizationId }: ToolRow, stored: StoredToolDeps) {
  const config = HttpImplementation.parse(definition.implementationConfig)
  const deps = { fetch: stored.fetch, readSecret: (name: string) => stored.readSecret(organizationId, name) }
  return (value: unknown, context: ToolContext) =>
    callHttp(config, definition.effect, isObject(value) ? value : {}, context, deps)
}

function checkRate({ id, organizationId, definition }: ToolRow, limiter: RateLimiter): void {
  const { maxInvocationsPerMinute: max } = definition
  if (max === undefined || limiter.take(JSON.stringify([organizationId, id]), max)) return
  const message = `the tool was called ${max} times in the last minute, as often as it may be; try again later`
  throw new ToolFailure(message, { code: 'TOOL_RATE_LIMITED', isRetryable: true })
}

/** The schema without the properties whose values are fixed. */
function hideFixed(schema: JsonObject, config: JsonObject): JsonObject {
  const fixed = Object.keys(config)
  if (fixed.length === 0) return schema
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !fixed.includes(name))),
    required: required.filter((name) => !fixed.includes(String(name))),
  }
}
