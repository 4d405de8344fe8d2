// When a task fires: at an interval, by cron, or once.
import type { InputFor } from 'errand/client'
import { SelectField, TextField } from '../../components/field.tsx'
import { formatMoment } from '../../lib/format.ts'
import type { Task } from '../tasks/task-calls.ts'

type TimingInput = Pick<InputFor<'tasks.schedule'>, 'interval_seconds' | 'cron' | 'time_zone' | 'at'>

export interface Timing {
  readonly kind: 'interval' | 'cron' | 'once'
  readonly every: string
  readonly unit: keyof typeof units
  readonly cron: string
  readonly timeZone: string
  /** As a field of date and time has it, in the time of this browser. */
  readonly at: string
}

const units = { '1': 'seconds', '60': 'minutes', '3600': 'hours', '86400': 'days' } as const
const kinds = { interval: 'At an interval', cron: 'By cron', once: 'Once' } as const

export function createTiming(task: Task | null): Timing {
  const timing: Timing = {
    kind: task === null || task.cron !== undefined ? 'cron' : task.interval === undefined ? 'once' : 'interval',
    every: '15',
    unit: '60',
    cron: task?.cron ?? '0 8 * * mon-fri',
    timeZone: task?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    at: task?.at === undefined ? '' : formatMoment(task.at).slice(0, 16).replace(' ', 'T'),
  }
  const seconds = task?.interval === undefined ? null : readInterval(task.interval)
  if (seconds === null) return timing
  const unit = (['86400', '3600', '60', '1'] as const).find((size) => seconds % Number(size) === 0) ?? '1'
  return { ...timing, unit, every: String(seconds / Number(unit)) }
}

/** Seconds of an interval as tasks.list writes it, e.g. `1day 2h 30m`. */
function readInterval(text: string): number {
  const sizes: Readonly<Record<string, number>> = { y: 31_557_600, m: 60, d: 86_400, h: 3600, s: 1 }
  return [...text.matchAll(/(\d+)([a-z]+)/g)].reduce((sum, [, count = '0', unit = '']) => {
    const size = unit.startsWith('month') ? 2_630_016 : (sizes[unit.slice(0, 1)] ?? 0)
    return sum + Number(count) * size
  }, 0)
}

/** As tasks.schedule and tasks.preview take it. */
export function readTiming({ kind, every, unit, cron, timeZone, at }: Timing): TimingInput {
  if (kind === 'interval') return { interval_seconds: Number(every) * Number(unit) }
  if (kind === 'cron') return { cron, ...(timeZone !== '' && { time_zone: timeZone }) }
  const moment = new Date(at)
  return Number.isNaN(moment.getTime()) ? {} : { at: moment.toISOString() }
}

export function TimingFields({ timing, onChange }: { timing: Timing; onChange: (timing: Timing) => void }) {
  const { kind, every, unit, cron, timeZone, at } = timing
  const change = (next: Partial<Timing>) => onChange({ ...timing, ...next })
  return (
    <div className="grid items-end gap-3 sm:grid-cols-3">
      <SelectField
        label="Fires"
        isLabelShown
        options={kinds}
        value={kind}
        onChange={({ currentTarget }) => change({ kind: currentTarget.value as Timing['kind'] })}
      />
      {kind === 'interval' && (
        <>
          <TextField
            label="Every"
            isLabelShown
            type="number"
            min={1}
            required
            value={every}
            onChange={({ currentTarget }) => change({ every: currentTarget.value })}
          />
          <SelectField
            label="Unit"
            isLabelShown
            options={units}
            value={unit}
            onChange={({ currentTarget }) => change({ unit: currentTarget.value as Timing['unit'] })}
          />
        </>
      )}
      {kind === 'cron' && (
        <>
          <TextField
            label="Min, hour, day, month, weekday"
            isLabelShown
            required
            spellCheck={false}
            className="font-mono"
            value={cron}
            onChange={({ currentTarget }) => change({ cron: currentTarget.value })}
          />
          <TextField
            label="Time zone"
            isLabelShown
            value={timeZone}
            onChange={({ currentTarget }) => change({ timeZone: currentTarget.value })}
          />
        </>
      )}
      {kind === 'once' && (
        <TextField
          label="At; empty: now"
          isLabelShown
          type="datetime-local"
          value={at}
          onChange={({ currentTarget }) => change({ at: currentTarget.value })}
        />
      )}
    </div>
  )
}
