// Scalars and bounds that all contracts share.
import { z } from 'zod'

/** An opaque id: 1 to 200 characters. */
export const Id = z.string().min(1).max(200)
export const Name = z.string().min(1).max(100)
export const NonEmptyText = z.string().min(1)
/** ISO-8601 moment in UTC, ending in `Z`. */
export const DateTime = z.iso.datetime({ error: 'must be a moment in UTC, as 2026-01-31T09:00:00Z' })
/** Path of an agent instance: segments of 1 to 128 characters without control characters, joined by `/`. */
export const Hierarchy = z
  .string()
  .max(2000)
  .regex(/^[^/\p{Cc}]{1,128}(\/[^/\p{Cc}]{1,128})*$/u, 'must be non-empty segments joined by /')
/** A free JSON object. */
export const JsonObject = z.record(z.string(), z.unknown())
export type JsonObject = z.infer<typeof JsonObject>
/** A JSON object, as opposed to an array, null or a scalar. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
export const Count = z.int().min(0)
/** Wall-clock limit of a run in ms: 100 ms to one day. */
export const TimeoutMs = z.int().min(100).max(86_400_000)
/** Limit of model turns in one run. */
export const MaxIterations = z.int().min(1).max(200)
/** Limit of tokens of one run and the runs below it. */
export const MaxTokens = z.int().min(1).max(100_000_000)
/** Limit of cost of one run and the runs below it, in USD. */
export const MaxCostUsd = z.number().min(0.000001).max(1_000_000)
export const Limit = z.int().min(1).max(500)
export const Offset = z.int().min(0).max(1_000_000)

/** Input fields of a paged list. `limit` 1 to 500, default 20 (logs and events 100); `offset` default 0. */
export const pageInput = (defaultLimit = 20) => ({
  limit: Limit.default(defaultLimit),
  offset: Offset.default(0),
})

/** Output fields of a paged list; `hasMore` = offset + items < total. */
export const pageOutput = <Item extends z.ZodType>(item: Item) => ({
  items: z.array(item),
  total: Count,
  hasMore: z.boolean(),
})
