// Lists of the run API are bare arrays, a page at a time, with the total in a header.
import { z } from 'zod'
import type { DialectAnswer } from '../../operations/dialect-route.ts'

const Digits = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number)
const Offset = Digits.pipe(z.int().min(0).max(1_000_000)).default(0)
const Limit = Digits.pipe(z.int().min(1).max(100))

/** The query of a list. */
export const createPageQuery = (defaultLimit: number) =>
  z.strictObject({ limit: Limit.default(defaultLimit), offset: Offset })
/** Without a limit: as many as there are, up to 500. */
export const WholeQuery = z.strictObject({ limit: Limit.default(500), offset: Offset })

export function renderList(items: readonly unknown[], total: number): DialectAnswer {
  return { ok: true, status: 200, body: items, headers: { 'X-Total-Count': String(total) } }
}
