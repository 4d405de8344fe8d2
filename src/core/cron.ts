// Cron expressions of five fields in a time zone. Times of day that a change of the clocks leaves out fire at the first
// instant after it; those that it repeats fire the first time. With `*` or a step in the hours, slots follow elapsed time.
import { Cron } from 'croner'

const ITEM = /^(?:\*|[0-9]{1,2}|[A-Za-z]{3})(?:-(?:[0-9]{1,2}|[A-Za-z]{3}))?(?:\/[0-9]{1,2})?$/

/** What is wrong with an expression or a time zone; null: nothing. */
export function findCronFault(
  expression: string,
  timeZone: string,
): { field: 'cron' | 'time_zone'; message: string } | null {
  if (!isTimeZone(timeZone)) {
    return { field: 'time_zone', message: `"${timeZone}" is no time zone; write e.g. Europe/Berlin or UTC` }
  }
  const fields = expression.trim().split(/\s+/)
  const isKnown = fields.length === 5 && fields.every((field) => field.split(',').every((item) => ITEM.test(item)))
  if (!isKnown) {
    const message = `"${expression}" is not five fields (minute hour day month weekday) of lists, ranges, steps and names`
    return { field: 'cron', message }
  }
  try {
    const cron = createCron(expression, timeZone)
    if (cron.nextRun(new Date(0))) return null
    return { field: 'cron', message: `"${expression}" never comes` }
  } catch (error) {
    return {
      field: 'cron',
      message: `"${expression}" is no cron expression: ${String(error).replace(/^.*: (?=[A-Z])/, '')}`,
    }
  }
}

/** The first slot behind this moment; null: there is none. */
export function findNextSlot(expression: string, timeZone: string, afterMs: number): number | null {
  return createCron(expression, timeZone).nextRun(new Date(afterMs))?.getTime() ?? null
}

/** The last slot up to `untilMs` that is behind `afterMs`; null: there is none. */
export function findLastSlot(expression: string, timeZone: string, afterMs: number, untilMs: number): number | null {
  const cron = createCron(expression, timeZone)
  // Looks back ever further, so that few slots are walked whether they are dense or rare.
  for (let reachMs = 3_600_000; ; reachMs *= 8) {
    const startMs = Math.max(afterMs, untilMs - reachMs)
    let last: number | null = null
    for (let next = cron.nextRun(new Date(startMs)); next && next.getTime() <= untilMs; next = cron.nextRun(next)) {
      last = next.getTime()
    }
    if (last !== null || startMs === afterMs) return last
  }
}

/** The moment in the time zone, with its offset: `2026-03-29T03:00:00+02:00`. */
export function renderLocal(ms: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
    calendar: 'iso8601',
  })
  const local = format.format(ms).replace(' ', 'T')
  const minutes = Math.round((Date.parse(`${local}Z`) - Math.floor(ms / 1000) * 1000) / 60_000)
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const two = (part: number) => String(part).padStart(2, '0')
  return `${local}${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`
}

/** Parsing costs more than asking; schedules are few expressions. */
const known = new Map<string, Cron>()
const MAX_KNOWN = 1000

function createCron(expression: string, timeZone: string): Cron {
  const name = `${timeZone} ${expression}`
  const found = known.get(name)
  if (found) return found
  const options = { timezone: timeZone, mode: '5-part', fixedTimeRule: 'no-wildcard' } as const
  void new Cron(expression, options) // throws also for what is not seen any more once the minutes are a list
  const cron = new Cron(fixMinutes(expression.trim()), options)
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(name, cron)
  return cron
}

/** The hours alone decide whether times are fixed: steps of minutes within named hours are as good as a list. */
function fixMinutes(expression: string): string {
  if (/^\S+\s+\S*[*/]/.test(expression)) return expression
  return expression.replace(/^\S+/, (minutes) =>
    minutes.replaceAll(/(?:\*|(\d+)-(\d+))(?:\/(\d+))?/g, (_range, from = '0', to = '59', step = '1') =>
      listSteps(Number(from), Number(to), Number(step)).join(','),
    ),
  )
}

function listSteps(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, k) => from + k * step)
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '' && !/^[+-]/.test(name)
  } catch {
    return false
  }
}
