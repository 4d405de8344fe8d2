import { describe, expect, it } from 'vitest'
import { callTool } from '../testing/call-tool.ts'
import { clock } from './clock.ts'

describe('clock', () => {
  it('tells the time of the clock that it is given, in UTC unless asked otherwise', async () => {
    const now = () => Date.parse('2026-03-01T23:30:05.120Z')
    expect(await callTool(clock(), {}, { now })).toEqual({
      kind: 'completed',
      output: {
        utc: '2026-03-01T23:30:05.120Z',
        timeZone: 'UTC',
        local: '2026-03-01T23:30:05+00:00',
        weekday: 'Sunday',
      },
    })
    expect(await callTool(clock(), { timeZone: 'Europe/Berlin' }, { now })).toMatchObject({
      output: { local: '2026-03-02T00:30:05+01:00', weekday: 'Monday' },
    })
  })

  it('shows another moment, in summer time and in zones with half hours', async () => {
    const at = '2026-07-01T12:00:00+02:00'
    expect(await callTool(clock(), { timeZone: 'Asia/Kolkata', at })).toMatchObject({
      output: { utc: '2026-07-01T10:00:00.000Z', local: '2026-07-01T15:30:00+05:30' },
    })
    expect(await callTool(clock(), { timeZone: 'America/New_York', at })).toMatchObject({
      output: { local: '2026-07-01T06:00:00-04:00' },
    })
  })

  it('says what it takes', async () => {
    const failed = (message: string) => ({ code: 'TOOL_INPUT_INVALID', message: expect.stringContaining(message) })
    expect(await callTool(clock(), { timeZone: 'Mars/Base' })).toMatchObject(failed('/timeZone: is no time zone'))
    expect(await callTool(clock(), { at: 'tomorrow' })).toMatchObject(failed('/at'))
  })
})
