import { describe, expect, it } from 'vitest'
import { findCronFault, findLastSlot, findNextSlot, renderLocal } from './cron.ts'

/** Local times of the next slots. */
function list(expression: string, timeZone: string, from: string, count: number): string[] {
  const slots: string[] = []
  for (let at: number | null = Date.parse(from); slots.length < count;) {
    at = findNextSlot(expression, timeZone, at)
    if (at === null) break
    slots.push(renderLocal(at, timeZone))
  }
  return slots
}

describe('cron', () => {
  it.each([
    ['30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T03:00:00+02:00', '2026-03-30T02:30:00+02:00']],
    ['30 2 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T02:30:00+02:00', '2026-10-26T02:30:00+01:00']],
    [
      '0,30 2 * * *',
      '2026-10-24T12:00:00Z',
      ['2026-10-25T02:00:00+02:00', '2026-10-25T02:30:00+02:00', '2026-10-26T02:00:00+01:00'],
    ],
    ['*/20 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T03:00:00+02:00', '2026-03-30T02:00:00+02:00']],
    ['*/20 2 * * *', '2026-10-25T00:30:00Z', ['2026-10-25T02:40:00+02:00', '2026-10-26T02:00:00+01:00']],
    ['5-45/20 2 * * *', '2026-10-25T00:30:00Z', ['2026-10-25T02:45:00+02:00', '2026-10-26T02:05:00+01:00']],
    [
      '*/30 * * * *',
      '2026-10-25T00:29:00Z',
      ['2026-10-25T02:30:00+02:00', '2026-10-25T02:00:00+01:00', '2026-10-25T02:30:00+01:00'],
    ],
    [
      '30 */2 * * *',
      '2026-10-24T23:00:00Z',
      ['2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00', '2026-10-25T04:30:00+01:00'],
    ],
  ])('case 39: %s over a change of the clocks in Berlin', (expression, from, expected) => {
    expect(list(expression, 'Europe/Berlin', from, expected.length)).toEqual(expected)
  })

  it('matches either of day of month and day of week when both are restricted, and Sunday as 0 or 7', () => {
    expect(list('0 0 13 * FRI', 'UTC', '2026-01-01T00:00:00Z', 3).map((text) => text.slice(8, 10))).toEqual([
      '02',
      '09',
      '13',
    ])
    const sundays = ['0 0 * * 0', '0 0 * * 7', '0 0 * jan sun'].map((one) =>
      list(one, 'UTC', '2026-01-01T00:00:00Z', 1),
    )
    expect(new Set(sundays.flat())).toEqual(new Set(['2026-01-04T00:00:00+00:00']))
  })

  it('finds the last slot, whether slots are dense or rare', () => {
    const at = Date.parse('2026-03-01T00:00:00Z')
    expect(findLastSlot('* * * * *', 'UTC', at - 3e10, at + 59_999)).toBe(at)
    expect(findLastSlot('0 0 29 2 *', 'UTC', at - 3e11, at)).toBe(Date.parse('2024-02-29T00:00:00Z'))
    expect(findLastSlot('0 0 29 2 *', 'UTC', at - 3e10, at)).toBeNull()
  })

  it.each([
    ['61 * * * *', 'UTC', 'cron'],
    ['* * * *', 'UTC', 'cron'],
    ['* * * * * *', 'UTC', 'cron'],
    ['@daily', 'UTC', 'cron'],
    ['* * L * *', 'UTC', 'cron'],
    ['0 0 31 2 *', 'UTC', 'cron'],
    ['5/0 * * * *', 'UTC', 'cron'],
    ['5/10 2 * * *', 'UTC', 'cron'],
    ['0-10/0 2 * * *', 'UTC', 'cron'],
    ['50-10/5 2 * * *', 'UTC', 'cron'],
    ['0 2 * * *', 'Mars/X', 'time_zone'],
    ['0 2 * * *', '+02:00', 'time_zone'],
  ])('refuses %s in %s', (expression, timeZone, field) => {
    expect(findCronFault(expression, timeZone)).toMatchObject({ field })
  })

  it('takes lists, ranges, steps and names', () => {
    expect(findCronFault('0,30 9-17/2 * JAN-MAR MON,WED', 'America/New_York')).toBeNull()
  })

  it('knows any number of expressions', () => {
    for (let minute = 0; minute < 1100; minute += 1) {
      const hour = Math.floor(minute / 60)
      expect(findNextSlot(`${minute % 60} ${hour} * * *`, 'UTC', 0)).toBe(minute === 0 ? 86_400_000 : minute * 60_000)
    }
  })

  it('finds no slot where there never is one', () => {
    expect(findNextSlot('0 0 31 2 *', 'UTC', 0)).toBeNull()
  })

  it('takes ranges and every minute within named hours', () => {
    expect(
      list('0-2,30-34/2 2 * * *', 'Europe/Berlin', '2026-01-01T00:00:00Z', 6).map((at) => at.slice(14, 16)),
    ).toEqual(['00', '01', '02', '30', '32', '34'])
    expect(list('* 2 * * *', 'Europe/Berlin', '2026-10-25T00:58:00Z', 2)).toEqual([
      '2026-10-25T02:59:00+02:00',
      '2026-10-26T02:00:00+01:00',
    ])
  })

  it('writes local times on both sides of Greenwich', () => {
    const at = Date.parse('2026-01-01T12:00:00.500Z')
    expect(renderLocal(at, 'America/St_Johns')).toBe('2026-01-01T08:30:00-03:30')
    expect(renderLocal(at, 'Asia/Kathmandu')).toBe('2026-01-01T17:45:00+05:45')
  })
})
