import { expect, it } from 'vitest'
import { after, everyMinute, scheduleWith, startMs } from '../testing/schedule-fixture.ts'
import { planFirings, type Unfinished } from './plan-firings.ts'
import type { ScheduleRow } from './schedule.ts'

const none: Unfinished = { total: 0, queued: 0 }
const one: Unfinished = { total: 1, queued: 0 }
const anchored = { anchorAt: after(0), lastSlotAt: after(0) }
const hour = { ...everyMinute, seconds: 3600 }

function plan(schedule: ScheduleRow, seconds: number, unfinished = none): unknown {
  const planned = planFirings(schedule, startMs + seconds * 1000, unfinished)
  return planned?.firings.map(({ dueAt, outcome, reason }) =>
    [(Date.parse(dueAt) - startMs) / 1000, outcome, ...(reason === null ? [] : [reason])].join(' '),
  )
}

it.each([
  ['case 3: an interval at once', scheduleWith(), 0, none, ['0 start']],
  ['the first slot lies at its claim', scheduleWith({ policy: { catchUp: 'none' } }), 500, none, ['500 start']],
  ['case 3: nothing before the next slot', scheduleWith({ progress: anchored }), 59, none, undefined],
  ['case 3: the next slot', scheduleWith({ progress: anchored }), 60, none, ['60 start']],
  ['case 4: one, however late', scheduleWith({ progress: anchored }), 605, none, ['600 start']],
  [
    'case 4: none is late, and seen',
    scheduleWith({ timing: hour, progress: anchored, policy: { catchUp: 'none' } }),
    9000,
    none,
    ['7200 skip missed'],
  ],
  [
    'none within a minute fires',
    scheduleWith({ timing: hour, progress: anchored, policy: { catchUp: 'none' } }),
    7259,
    none,
    ['7200 start'],
  ],
  [
    'all, one after the other',
    scheduleWith({ progress: anchored, policy: { catchUp: 'all' } }),
    185,
    none,
    ['60 start', '120 wait', '180 wait'],
  ],
  [
    'all beside each other',
    scheduleWith({ progress: anchored, policy: { catchUp: 'all', overlap: 'allow' } }),
    125,
    none,
    ['60 start', '120 start'],
  ],
  [
    'all inside the window',
    scheduleWith({ progress: anchored, policy: { catchUp: 'all', catchUpWindowSeconds: 70 } }),
    190,
    none,
    ['120 start', '180 wait'],
  ],
  [
    'all outside of the window is one',
    scheduleWith({ timing: hour, progress: anchored, policy: { catchUp: 'all', catchUpWindowSeconds: 1 } }),
    7300,
    none,
    ['7200 start'],
  ],
  [
    'all up to max_runs',
    scheduleWith({ progress: anchored, policy: { catchUp: 'all', maxRuns: 2 } }),
    300,
    none,
    ['60 start', '120 wait'],
  ],
  ['case 30: skip', scheduleWith({ progress: anchored }), 60, one, ['60 skip overlap']],
  ['case 30: allow', scheduleWith({ progress: anchored, policy: { overlap: 'allow' } }), 60, one, ['60 start']],
  ['case 30: queue', scheduleWith({ progress: anchored, policy: { overlap: 'queue' } }), 60, one, ['60 wait']],
  [
    'a full queue',
    scheduleWith({ progress: anchored, policy: { overlap: 'queue' } }),
    60,
    { total: 101, queued: 100 },
    ['60 skip queue_full'],
  ],
  [
    'case 30: cancel-previous',
    scheduleWith({ progress: anchored, policy: { overlap: 'cancel-previous' } }),
    60,
    one,
    ['60 wait'],
  ],
  ['a oneshot, late', scheduleWith({ timing: { kind: 'oneshot', at: after(5) } }), 3600, none, ['5 start']],
  ['nothing when paused', scheduleWith({ pausedAt: after(0) }), 0, none, undefined],
  ['nothing of an old version', scheduleWith({ retiredAt: after(0) }), 0, none, undefined],
  ['case 40: nothing past end_at', scheduleWith({ policy: { endAt: after(10) } }), 11, none, undefined],
  ['up to end_at', scheduleWith({ policy: { endAt: after(10) } }), 10, none, ['10 start']],
])('%s', (_title, schedule, seconds, unfinished, expected) => {
  expect(plan(schedule, seconds, unfinished)).toEqual(expected)
})

it('a skipped slot is used up and counts for nothing; a fired one counts', () => {
  const schedule = scheduleWith({ progress: anchored, policy: { maxRuns: 1 } })
  const skipped = planFirings(schedule, startMs + 60_000, one)
  expect(skipped).toMatchObject({ progress: { lastSlotAt: after(60), fired: 0 }, nextDueAt: after(120) })
  const fired = planFirings(schedule, startMs + 60_000, none)
  expect(fired).toMatchObject({ progress: { lastSlotAt: after(60), fired: 1 }, nextDueAt: null, cancelsEarlier: false })
})

it('earlier firings are cancelled when another one fires', () => {
  const schedule = scheduleWith({ progress: anchored, policy: { overlap: 'cancel-previous' } })
  expect(planFirings(schedule, startMs + 60_000, one)).toMatchObject({ cancelsEarlier: true })
  expect(planFirings(schedule, startMs + 60_000, none)).toMatchObject({ cancelsEarlier: false })
})
