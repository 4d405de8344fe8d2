// Reads when a task fires, and under which policies, from an input; tells the first thing that is wrong with it.
import type { InputOf } from '../spec/contract.ts'
import type { scheduleTask } from '../contracts/tasks.schedule.ts'
import { Retry } from '../contracts/task.ts'
import { findCronFault } from '../core/cron.ts'
import type { SchedulePolicy, Timing } from '../core/schedule.ts'

type Input = InputOf<typeof scheduleTask>
export type TimingInput = Pick<
  Input,
  'interval_seconds' | 'cron' | 'time_zone' | 'at' | 'in_seconds' | 'start_at' | 'end_at' | 'interval_from'
>
type PolicyInput = Omit<Input, 'path_type' | 'name' | 'command' | 'description'>

export type TimingReading =
  | { readonly ok: true; readonly timing: Timing }
  | { readonly ok: false; readonly pointer: string; readonly message: string }

export function readTiming(input: TimingInput, now: string): TimingReading {
  const { interval_seconds: seconds, cron, time_zone: timeZone, at, in_seconds: inSeconds } = input
  const refuse = (field: string, message: string) => ({ ok: false, pointer: `/${field}`, message }) as const
  const kinds = ['interval_seconds', 'cron', 'at', 'in_seconds']
  const [, second] = kinds.filter((name) => input[name as keyof TimingInput] !== undefined)
  if (second !== undefined) return refuse(second, `only one of ${kinds.join(', ')} may be given`)
  if (timeZone !== undefined && cron === undefined) return refuse('time_zone', 'goes with cron only')
  if (at !== undefined && Date.parse(at) <= Date.parse(now)) return refuse('at', `must lie in the future; it is ${now}`)
  const { start_at: start, end_at: end } = input
  if (start !== undefined && end !== undefined && Date.parse(end) <= Date.parse(start)) {
    return refuse('end_at', 'must be later than start_at')
  }
  if (cron !== undefined) {
    const zone = timeZone ?? 'UTC'
    const fault = findCronFault(cron, zone)
    return fault
      ? refuse(fault.field, fault.message)
      : { ok: true, timing: { kind: 'cron', expression: cron, timeZone: zone } }
  }
  if (seconds !== undefined) {
    return { ok: true, timing: { kind: 'interval', seconds, from: input.interval_from ?? 'slot' } }
  }
  const inAt = inSeconds === undefined ? null : new Date(Date.parse(now) + inSeconds * 1000).toISOString()
  return { ok: true, timing: { kind: 'oneshot', at: at === undefined ? inAt : toIso(at) } }
}

export function readPolicy(input: Partial<PolicyInput>, isIdempotent: boolean): SchedulePolicy {
  return {
    startAt: input.start_at === undefined ? null : toIso(input.start_at),
    endAt: input.end_at === undefined ? null : toIso(input.end_at),
    maxRuns: input.max_runs ?? null,
    jitterSeconds: input.jitter_seconds ?? 0,
    overlap: input.overlap ?? 'skip',
    catchUp: input.catch_up ?? 'one',
    catchUpWindowSeconds: input.catch_up_window_seconds ?? 86_400,
    retry: input.retry ?? Retry.parse({}),
    runTimeoutSeconds: input.run_timeout_seconds ?? 3600,
    onLost: input.on_lost ?? (isIdempotent ? 'retry' : 'lost'),
  }
}

function toIso(at: string): string {
  return new Date(at).toISOString()
}
