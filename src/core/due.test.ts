import { describe, expect, it } from 'vitest'
import { after, everyMinute, scheduleWith, startMs } from '../testing/schedule-fixture.ts'
import {
  countFromEnd,
  dropSlots,
  findDueMs,
  findLatestDueSlot,
  findNextDueMs,
  isComplete,
  listDueSlots,
  listNextDue,
  takeSlot,
} from './due.ts'
import type { ScheduleRow } from './schedule.ts'

const ms = (seconds: number) => startMs + seconds * 1000
const seconds = (at: number | null) => (at === null ? null : (at - startMs) / 1000)
const next = (schedule: ScheduleRow) => seconds(findNextDueMs(schedule, schedule.progress))
const hourly = { kind: 'cron', expression: '0 * * * *', timeZone: 'UTC' } as const
const once = { kind: 'oneshot', at: null } as const
const anchored = { anchorAt: after(0), lastSlotAt: after(0) }
const fromClaim = { ...everyMinute, from: 'claim' } as const
const fromEnd = { ...everyMinute, from: 'completion' } as const

describe('what is due next', () => {
  it.each([
    ['a oneshot at once', scheduleWith({ timing: once }), 0],
    ['a oneshot at its time', scheduleWith({ timing: { kind: 'oneshot', at: after(90) } }), 90],
    ['a oneshot not before start_at', scheduleWith({ timing: once, policy: { startAt: after(5) } }), 5],
    ['a oneshot that fired never', scheduleWith({ timing: once, progress: { lastSlotAt: after(0) } }), null],
    ['an interval at once', scheduleWith(), 0],
    ['an interval not before start_at', scheduleWith({ policy: { startAt: after(10) } }), 10],
    [
      'an interval at whole intervals from its first claim',
      scheduleWith({ progress: { ...anchored, lastSlotAt: after(60) } }),
      120,
    ],
    [
      'an interval on its slots, behind start_at',
      scheduleWith({ progress: anchored, policy: { startAt: after(150) } }),
      180,
    ],
    [
      'an interval that waits for an end not yet',
      scheduleWith({ timing: fromEnd, progress: { ...anchored, isAwaitingEnd: true } }),
      null,
    ],
    ['cron at the first slot behind its creation', scheduleWith({ timing: hourly }), 3600],
    ['cron at start_at itself', scheduleWith({ timing: hourly, policy: { startAt: after(7200) } }), 7200],
    ['cron behind the last slot', scheduleWith({ timing: hourly, progress: { lastSlotAt: after(3600) } }), 7200],
    ['nothing past max_runs', scheduleWith({ policy: { maxRuns: 2 }, progress: { ...anchored, fired: 2 } }), null],
    ['nothing past end_at', scheduleWith({ policy: { endAt: after(59) }, progress: anchored }), null],
    ['the slot of end_at', scheduleWith({ policy: { endAt: after(60) }, progress: anchored }), 60],
  ])('%s', (_title, schedule, expected) => expect(next(schedule)).toBe(expected))

  it('case 41: is delayed by the same jitter for a slot, within its bounds', () => {
    const schedule = scheduleWith({ policy: { jitterSeconds: 30 }, progress: anchored })
    const delays = Array.from({ length: 200 }, (_, k) => findDueMs(schedule, ms(60 * k)) - ms(60 * k))
    expect(Math.max(...delays)).toBeGreaterThan(20_000)
    expect(Math.max(...delays)).toBeLessThanOrEqual(30_000)
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0)
    expect(findDueMs(scheduleWith({ id: 9, policy: { jitterSeconds: 30 } }), ms(60))).toBe(findDueMs(schedule, ms(60)))
    expect(findDueMs(scheduleWith({ name: 'other', policy: { jitterSeconds: 30 } }), ms(60))).not.toBe(
      findDueMs(schedule, ms(60)),
    )
  })
})

describe('a schedule is complete', () => {
  it.each([
    ['once its oneshot fired', scheduleWith({ timing: once, progress: { lastSlotAt: after(0) } }), true],
    ['past end_at', scheduleWith({ policy: { endAt: after(10) } }), true],
    ['never while slots come', scheduleWith({ progress: anchored }), false],
    ['not while it waits for an end', scheduleWith({ timing: fromEnd, progress: { isAwaitingEnd: true } }), false],
    [
      'when that end is its last',
      scheduleWith({ timing: fromEnd, policy: { maxRuns: 1 }, progress: { isAwaitingEnd: true, fired: 1 } }),
      true,
    ],
  ])('%s', (_title, schedule, expected) => expect(isComplete(schedule, schedule.progress, ms(20))).toBe(expected))
})

describe('the newest due slot', () => {
  it.each([
    ['of an interval', scheduleWith({ progress: anchored }), 605, 600],
    ['is none before the first', scheduleWith({ progress: anchored }), 59, null],
    ['of cron', scheduleWith({ timing: hourly }), 3600 * 2.5, 7200],
    ['of cron is none', scheduleWith({ timing: hourly }), 3599, null],
    ['from claims is one interval on', scheduleWith({ timing: fromClaim, progress: anchored }), 605, 60],
    ['of a oneshot', scheduleWith({ timing: once }), 100, 0],
    ['is not behind end_at', scheduleWith({ progress: anchored, policy: { endAt: after(130) } }), 605, 120],
    ['is none past max_runs', scheduleWith({ progress: { ...anchored, fired: 1 }, policy: { maxRuns: 1 } }), 605, null],
  ])('%s', (_title, schedule, now, expected) =>
    expect(seconds(findLatestDueSlot(schedule, schedule.progress, ms(now)))).toBe(expected),
  )

  it('leaves out slots whose delay has not passed', () => {
    const schedule = scheduleWith({ progress: anchored, policy: { jitterSeconds: 50 } })
    for (let now = 60; now < 600; now += 7) {
      const slot = findLatestDueSlot(schedule, schedule.progress, ms(now))
      if (slot !== null) expect(findDueMs(schedule, slot)).toBeLessThanOrEqual(ms(now))
      const later = slot === null ? ms(60) : slot + 60_000
      expect(findDueMs(schedule, later)).toBeGreaterThan(ms(now))
    }
  })
})

describe('the due slots', () => {
  const list = (schedule: ScheduleRow, now: number, since = -1e6, limit = 1000) =>
    listDueSlots(schedule, schedule.progress, { nowMs: ms(now), sinceMs: ms(since), limit }).map(seconds)

  it.each([
    ['of an interval', scheduleWith({ progress: anchored }), 200, -1e6, 1000, [60, 120, 180]],
    ['inside a window', scheduleWith({ progress: anchored }), 200, 100, 1000, [120, 180]],
    ['the oldest of them', scheduleWith({ progress: anchored }), 200, -1e6, 2, [60, 120]],
    ['of cron inside a window', scheduleWith({ timing: hourly }), 4 * 3600, 2 * 3600, 10, [7200, 10_800, 14_400]],
    ['from claims', scheduleWith({ timing: fromClaim, progress: anchored }), 200, -1e6, 10, [60]],
    ['from claims outside the window', scheduleWith({ timing: fromClaim, progress: anchored }), 200, 100, 10, []],
    ['of a oneshot', scheduleWith({ timing: once }), 200, -1e6, 10, [0]],
    ['of a oneshot outside the window', scheduleWith({ timing: once }), 200, 100, 10, []],
    ['of what is over', scheduleWith({ timing: once, progress: { lastSlotAt: after(0) } }), 200, -1e6, 10, []],
  ])('%s', (_title, schedule, now, since, limit, expected) =>
    expect(list(schedule, now, since, limit)).toEqual(expected),
  )

  it('leaves out those whose delay has not passed', () => {
    const schedule = scheduleWith({ progress: anchored, policy: { jitterSeconds: 59 } })
    const due = list(schedule, 600)
    expect(due.length).toBeGreaterThan(7)
    expect(due.every((slot) => findDueMs(schedule, ms(slot ?? 0)) <= ms(600))).toBe(true)
  })
})

describe('a preview', () => {
  const preview = (schedule: ScheduleRow, from: number, count = 3) =>
    listNextDue(schedule, schedule.progress, ms(from), count).map(seconds)

  it.each([
    ['of an interval', scheduleWith({ progress: anchored }), 0, [60, 120, 180]],
    ['of an interval that has never fired', scheduleWith(), 5, [5, 65, 125]],
    ['from later on', scheduleWith({ progress: anchored }), 130, [180, 240, 300]],
    ['of cron from later on', scheduleWith({ timing: hourly }), 10_000, [10_800, 14_400, 18_000]],
    ['of an interval from claims', scheduleWith({ timing: fromClaim, progress: anchored }), 100, [100, 160, 220]],
    ['of an interval from ends, as if they took no time', scheduleWith({ timing: fromEnd }), 0, [0, 60, 120]],
    ['of a oneshot', scheduleWith({ timing: once }), 7, [7]],
    ['of few left', scheduleWith({ progress: { ...anchored, fired: 1 }, policy: { maxRuns: 3 } }), 0, [60, 120]],
  ])('%s', (_title, schedule, from, expected) => expect(preview(schedule, from)).toEqual(expected))

  it('case 41: tells the delayed moments at which it fires', () => {
    const schedule = scheduleWith({ progress: anchored, policy: { jitterSeconds: 30 } })
    expect(preview(schedule, 90, 2)).toEqual([120, 180].map((slot) => seconds(findDueMs(schedule, ms(slot)))))
  })
})

describe('taken and dropped slots', () => {
  const taken = (schedule: ScheduleRow) =>
    takeSlot(schedule, schedule.progress, { slotAt: after(60), at: after(65), fired: 1 })

  it.each([
    ['the first slot of an interval lies at its claim', scheduleWith(), { anchorAt: after(65), lastSlotAt: after(65) }],
    [
      'an interval keeps its slots',
      scheduleWith({ progress: anchored }),
      { anchorAt: after(0), lastSlotAt: after(60) },
    ],
    [
      'from claims the claim is the slot',
      scheduleWith({ timing: fromClaim, progress: anchored }),
      { anchorAt: after(65), isAwaitingEnd: false },
    ],
    [
      'from ends it waits',
      scheduleWith({ timing: fromEnd, progress: anchored }),
      { anchorAt: after(65), isAwaitingEnd: true },
    ],
    ['cron', scheduleWith({ timing: hourly }), { anchorAt: null, lastSlotAt: after(60), fired: 1 }],
  ])('%s', (_title, schedule, expected) => expect(taken(schedule)).toMatchObject(expected))

  it('an interval counts from the end that it waits for, and from no other', () => {
    expect(countFromEnd({ ...anchored, fired: 1, isAwaitingEnd: true }, after(80))).toEqual({
      anchorAt: after(80),
      lastSlotAt: after(80),
      fired: 1,
      isAwaitingEnd: false,
    })
    const other = { ...anchored, fired: 1, isAwaitingEnd: false }
    expect(countFromEnd(other, after(80))).toBe(other)
    const late = { ...anchored, fired: 1, lastSlotAt: after(90), isAwaitingEnd: true }
    expect(countFromEnd(late, after(30))).toMatchObject({ anchorAt: after(90), lastSlotAt: after(90) })
  })

  it.each([
    ['those of an interval', scheduleWith({ progress: anchored }), 180],
    ['those of cron', scheduleWith({ timing: hourly }), 3600],
    ['the one from a claim', scheduleWith({ timing: fromClaim, progress: anchored }), 180],
    ['none that have not come', scheduleWith({ progress: { ...anchored, lastSlotAt: after(120) } }), 180],
    ['none of a oneshot', scheduleWith({ timing: once }), 0],
    ['none of an interval that has never fired', scheduleWith(), 0],
    ['none when there are none', scheduleWith({ progress: { ...anchored, fired: 1 }, policy: { maxRuns: 1 } }), null],
  ])('drops %s', (_title, schedule, expected) => {
    expect(seconds(findNextDueMs(schedule, dropSlots(schedule, schedule.progress, ms(130))))).toBe(expected)
  })

  it('leaves nothing that is due, also where a slot is delayed longer than the one behind it', () => {
    const schedule = scheduleWith({ progress: anchored, policy: { jitterSeconds: 300 } })
    for (let now = 60; now < 1200; now += 7) {
      expect(findLatestDueSlot(schedule, dropSlots(schedule, schedule.progress, ms(now)), ms(now))).toBeNull()
    }
  })
})
