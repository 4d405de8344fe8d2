import { expect, it } from 'vitest'
import { findTimeRange } from './time-range.ts'

const nowMs = Date.parse('2026-03-10T14:20:00Z')

it.each([
  [{}, '2026-03-04', '2026-03-11', 'day'],
  [{ within: '30d' }, '2026-02-09', '2026-03-11', 'day'],
  [{ within: '1d' }, '2026-03-09T15:00', '2026-03-10T15:00', 'hour'],
  [{ from: '2026-01-01', to: '2026-01-31' }, '2026-01-01', '2026-02-01', 'day'],
  [{ from: '2026-01-31', to: '2026-01-01' }, '2026-01-01', '2026-02-01', 'day'],
  [{ from: '2026-01-05', to: '2026-01-05' }, '2026-01-05', '2026-01-06', 'hour'],
  [{ from: '2026-03-01', within: '90d' }, '2026-03-01', '2026-03-11', 'day'],
  [{ to: '2026-03-01' }, '2026-01-31', '2026-03-02', 'day'],
  [{ from: '2025-01-01', to: '2025-12-31' }, '2025-01-01', '2026-01-01', 'week'],
] as const)('the address %j means the time from %s to %s, told by the %s', (search, start, end, granularity) => {
  const moment = (text: string) => new Date(text.includes('T') ? `${text}:00Z` : text).toISOString()
  expect(findTimeRange(search, nowMs)).toEqual({ startDate: moment(start), endDate: moment(end), granularity })
})
