// clock: what time it is, here or in another time zone.
import { z } from 'zod'
import { defineTool, type Tool } from '../runtime/define-tool.ts'

export function clock(): Tool {
  return defineTool({
    name: 'clock',
    description: 'Tells what time and date it is now, or at another moment, in a time zone.',
    input: z.strictObject({
      timeZone: z
        .string()
        .refine(isTimeZone, 'is no time zone; write an IANA name such as Europe/Berlin, or UTC')
        .default('UTC')
        .describe('IANA time zone, e.g. Europe/Berlin'),
      at: z.iso.datetime({ offset: true }).optional().describe('the moment to show; default: now'),
    }),
    effect: 'pure',
    execute({ timeZone, at }, { now }) {
      const moment = at === undefined ? new Date(now()) : new Date(at)
      return { utc: moment.toISOString(), timeZone, ...showIn(timeZone, moment) }
    },
  })
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone }).format(0)
    return true
  } catch {
    return false
  }
}

/** `{local: '2026-03-01T09:30:00+01:00', weekday: 'Sunday'}`. */
function showIn(timeZone: string, moment: Date) {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  })
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]))
  const { year, month, day, hour, minute, second, weekday, timeZoneName = '' } = parts
  const offset = timeZoneName.replace('GMT', '') || '+00:00'
  return { local: `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`, weekday: String(weekday) }
}
