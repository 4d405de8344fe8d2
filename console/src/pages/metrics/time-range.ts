// The time that metrics are of, from what the address says. In UTC, as the server counts.
import type { MetricsSearch } from './route.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const spans = { '1d': 1, '7d': 7, '30d': 30, '90d': 90 } as const
/** Days that a chart shows one by one; of a longer time it shows weeks. */
const MAX_DAYS = 120

export interface TimeRange {
  readonly startDate: string
  readonly endDate: string
  readonly granularity: 'hour' | 'day' | 'week'
}

type Chosen = Pick<MetricsSearch, 'from' | 'to' | 'within'>

/** Chosen days, both whole; without a first one 30 days, without a last one until now. Else the time until now. */
export function findTimeRange({ within, from, to }: Chosen, nowMs: number): TimeRange {
  if (from === undefined && to === undefined) {
    const isHourly = within === '1d'
    const stepMs = isHourly ? HOUR_MS : DAY_MS
    const endMs = Math.ceil(nowMs / stepMs) * stepMs
    return renderRange(endMs - spans[within ?? '7d'] * DAY_MS, endMs, isHourly)
  }
  const lastMs = to === undefined ? Math.floor(nowMs / DAY_MS) * DAY_MS : Date.parse(to)
  const firstMs = from === undefined ? lastMs - 29 * DAY_MS : Date.parse(from)
  const [startMs, endMs] = [Math.min(firstMs, lastMs), Math.max(firstMs, lastMs) + DAY_MS]
  return renderRange(startMs, endMs, endMs - startMs <= 2 * DAY_MS)
}

function renderRange(startMs: number, endMs: number, isHourly: boolean): TimeRange {
  const isLong = endMs - startMs > MAX_DAYS * DAY_MS
  return {
    startDate: new Date(startMs).toISOString(),
    endDate: new Date(endMs).toISOString(),
    granularity: isHourly ? 'hour' : isLong ? 'week' : 'day',
  }
}
