// The shapes of stored tools on the wire, and what each kind of implementation takes.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { Description } from './agent.ts'
import { Effect, ImplementationType, ToolCategory, ToolStatus } from './enums.ts'
import { DateTime, Id, JsonObject, Name, NonEmptyText, TimeoutMs } from './scalars.ts'

/** Of a stored tool words joined by `-`; a built-in one is called by its name, e.g. `web_fetch`. */
const ToolSlug = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+([-_][a-z0-9]+)*$/)
export const MaxPerMinute = z.int().min(1).max(100_000)

export const Tool = z.strictObject({
  id: Id,
  organizationId: Id,
  name: Name,
  slug: ToolSlug,
  description: Description,
  category: ToolCategory,
  status: ToolStatus,
  /** JSON Schema of the input. */
  parametersSchema: JsonObject,
  outputSchema: JsonObject.optional(),
  implementationType: ImplementationType,
  implementationConfig: JsonObject,
  maxInvocationsPerMinute: MaxPerMinute.optional(),
  timeoutMs: TimeoutMs,
  version: NonEmptyText,
  tags: z.array(z.string()).optional(),
  createdAt: DateTime,
  updatedAt: DateTime,
  effect: Effect,
})
export type Tool = z.infer<typeof Tool>

export const ToolSummary = z.strictObject({
  id: Id,
  name: Name,
  slug: ToolSlug,
  description: Description,
  category: ToolCategory,
  status: ToolStatus,
  version: NonEmptyText,
  createdAt: DateTime,
})
export type ToolSummary = z.infer<typeof ToolSummary>

/** What callers may set of a tool besides its slug, status and kind; what is left out keeps its value or its default. */
export const toolSettings = {
  name: Name.optional(),
  description: Description.optional(),
  category: ToolCategory.optional(),
  /** JSON Schema of an object. */
  parametersSchema: JsonObject.optional(),
  outputSchema: JsonObject.optional(),
  /** `http`: method, url, query, headers, body. `function`: name. */
  implementationConfig: JsonObject.optional(),
  maxInvocationsPerMinute: MaxPerMinute.optional(),
  timeoutMs: TimeoutMs.optional(),
  tags: z.array(z.string()).optional(),
  /** Default `once`. */
  effect: Effect.optional(),
}
const ToolSettings = z.strictObject(toolSettings)
export type ToolSettings = z.infer<typeof ToolSettings>

const Text = z.string().max(8000)

/** `{{name}}` in a text takes a value of the input; `{{secret:NAME}}` in a header takes ERRAND_SECRET_NAME. */
export const HttpImplementation = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  /** http(s); values are URL-encoded, and stand in the path or the query only. */
  url: Text.regex(
    /^https?:\/\/[^\s{}/?#@]+(?:[/?][^\s]*)?$/,
    'write https://host/path; {{name}} stands after the host',
  ),
  query: z.record(z.string().min(1).max(200), Text).optional(),
  headers: z.record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/, 'is no header name'), Text).optional(),
  /** Any JSON. A text that is one placeholder takes the value as it is. Default: the whole input, if the method takes a body. */
  body: z.unknown().optional(),
})
export type HttpImplementation = z.infer<typeof HttpImplementation>

/** A tool that loaded code exports, by the name that code gave it. */
export const FunctionImplementation = z.strictObject({ name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/) })

/** A tool that comes with Errand; nobody can make one. */
export const BuiltInImplementation = z.strictObject({ builtIn: z.string() })

nameSchemas({ Tool, ToolSummary, HttpImplementation, FunctionImplementation, BuiltInImplementation })
