// The time that metrics are asked of, in the form in which moments are stored.
import type { Fail } from './operation.ts'

interface TimeRange {
  /** Inclusive, ISO-8601 UTC with milliseconds. */
  readonly startDate: string
  /** Exclusive, ISO-8601 UTC with milliseconds. */
  readonly endDate: string
}

export function readTimeRange(input: TimeRange, fail: Fail<never>): TimeRange {
  const startDate = new Date(input.startDate).toISOString()
  const endDate = new Date(input.endDate).toISOString()
  if (startDate < '0001') refuseField('/startDate', 'it lies before the year 1', fail)
  if (endDate < startDate) refuseField('/endDate', 'it lies before startDate', fail)
  return { startDate, endDate }
}

export function refuseField(pointer: string, message: string, fail: Fail<never>): never {
  return fail('INPUT_INVALID', { detail: `${pointer}: ${message}`, issues: [{ pointer, code: 'custom', message }] })
}
