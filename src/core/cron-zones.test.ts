// Due instants over both changes of the clocks in four zones, as the zones' own rules have them: Berlin and New York move an
// hour at night, Lord Howe half an hour, Santiago an hour at midnight.
import { describe, expect, it } from 'vitest'
import { newSchedule, policyWith } from '../testing/schedule-fixture.ts'
import { listNextDue } from './due.ts'
import { noProgress } from './schedule.ts'

type Row = readonly [expression: string, due: readonly string[]]

const changes: readonly (readonly [zone: string, what: string, from: string, rows: readonly Row[]])[] = [
  [
    'Europe/Berlin',
    '02:00 is followed by 03:00',
    '2026-03-28T23:45Z',
    [
      ['30 2 * * *', ['03-29T01:00', '03-30T00:30']],
      ['15,45 2 * * *', ['03-29T01:00', '03-30T00:15', '03-30T00:45']],
      ['30 1,2,3 * * *', ['03-29T00:30', '03-29T01:00', '03-29T01:30', '03-29T23:30']],
      ['30 * * * *', ['03-29T00:30', '03-29T01:30', '03-29T02:30']],
      ['0 */2 * * *', ['03-29T02:00', '03-29T04:00']],
    ],
  ],
  [
    'Europe/Berlin',
    '03:00 is followed by 02:00',
    '2026-10-24T23:45Z',
    [
      ['30 2 * * *', ['10-25T00:30', '10-26T01:30']],
      ['0 2,3 * * *', ['10-25T00:00', '10-25T02:00', '10-26T01:00']],
      ['30 * * * *', ['10-25T00:30', '10-25T01:30', '10-25T02:30']],
      ['0 */2 * * *', ['10-25T00:00', '10-25T01:00', '10-25T03:00']],
    ],
  ],
  [
    'America/New_York',
    '02:00 is followed by 03:00',
    '2026-03-08T06:45Z',
    [
      ['30 2 * * *', ['03-08T07:00', '03-09T06:30']],
      ['30 3 * * *', ['03-08T07:30', '03-09T07:30']],
      ['30 * * * *', ['03-08T07:30', '03-08T08:30']],
    ],
  ],
  [
    'America/New_York',
    '02:00 is followed by 01:00',
    '2026-11-01T04:45Z',
    [
      ['30 1 * * *', ['11-01T05:30', '11-02T06:30']],
      ['30 * * * *', ['11-01T05:30', '11-01T06:30', '11-01T07:30']],
    ],
  ],
  [
    'Australia/Lord_Howe',
    '02:00 is followed by 02:30',
    '2026-10-03T15:10Z',
    [
      ['15 2 * * *', ['10-03T15:30', '10-04T15:15']],
      ['30 2 * * *', ['10-03T15:30', '10-04T15:30']],
      ['15 * * * *', ['10-03T16:15', '10-03T17:15']],
    ],
  ],
  [
    'Australia/Lord_Howe',
    '02:00 is followed by 01:30',
    '2026-04-04T14:40Z',
    [
      ['45 1 * * *', ['04-04T14:45', '04-05T15:15']],
      ['0 2 * * *', ['04-04T15:30', '04-05T15:30']],
      ['45 * * * *', ['04-04T14:45', '04-04T15:15', '04-04T16:15']],
    ],
  ],
  [
    'America/Santiago',
    'midnight is followed by 01:00',
    '2026-09-06T03:40Z',
    [
      ['0 0 * * *', ['09-06T04:00', '09-07T03:00']],
      ['30 0 * * *', ['09-06T04:00', '09-07T03:30']],
      ['30 0 * * SUN', ['09-06T04:00', '09-13T03:30']],
      ['30 * * * *', ['09-06T04:30', '09-06T05:30']],
    ],
  ],
  [
    'America/Santiago',
    'midnight is followed by 23:00',
    '2026-04-05T02:10Z',
    [
      ['30 23 * * *', ['04-05T02:30', '04-06T03:30']],
      ['30 23 * * SAT', ['04-05T02:30', '04-12T03:30']],
      ['0 0 * * *', ['04-05T04:00', '04-06T04:00']],
      ['30 * * * *', ['04-05T02:30', '04-05T03:30', '04-05T04:30']],
    ],
  ],
]

describe.each(changes)('in %s, when %s', (timeZone, _what, from, rows) => {
  it.each(rows)('%s is due once an instant, as the zone says', (expression, due) => {
    const timing = { kind: 'cron', expression, timeZone } as const
    const createdAt = new Date(from).toISOString()
    const rules = { ...newSchedule(), timing, policy: policyWith(), createdAt }
    const listed = listNextDue(rules, noProgress, Date.parse(from), due.length)
    expect(listed.map((ms) => new Date(ms).toISOString().slice(5, 16))).toEqual(due)
  })
})
