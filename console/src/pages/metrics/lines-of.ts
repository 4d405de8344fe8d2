// The lines of a chart: one for each of the groups with most runs, the last for all others together.
import type { OutputFor } from 'errand/client'

export type RunMetrics = OutputFor<'agent.run.getMetrics'>
export type Point = RunMetrics['timeline'][number]
export type Group = NonNullable<RunMetrics['groups']>[number]

export interface MeasuredLine {
  readonly label: string
  /** One for each period of the metrics; null: nothing to measure. */
  readonly values: readonly (number | null)[]
  /** Of the whole time. */
  readonly whole: number
}

/** Lines that a chart has at most; the rest is one of them. */
const MAX_LINES = 6

/** Lines of a figure that adds up over periods and groups. */
export function listLinesOf(
  { timeline, groups = [] }: RunMetrics,
  nameGroup: (key: string) => string,
  of: (point: Point) => number,
): MeasuredLine[] {
  const isMany = groups.length > MAX_LINES
  const shown = isMany ? groups.slice(0, MAX_LINES - 1) : groups
  const lines = shown.map((group) => {
    const byPeriod = new Map(group.timeline.map((point) => [point.period, of(point)]))
    return createLine(
      nameGroup(group.key),
      timeline.map(({ period }) => byPeriod.get(period) ?? 0),
    )
  })
  if (!isMany) return lines
  const rest = timeline.map((point, place) =>
    lines.reduce((left, { values }) => left - (values[place] ?? 0), of(point)),
  )
  return [...lines, createLine(`${groups.length - shown.length} others`, rest)]
}

function createLine(label: string, values: readonly number[]): MeasuredLine {
  return { label, values, whole: values.reduce((sum, value) => sum + value, 0) }
}

/** How long runs took: half, nearly all, and all but the slowest. No time where none ended. */
export function listTimeLines(metrics: RunMetrics): MeasuredLine[] {
  const line = (label: string, name: 'p50DurationMs' | 'p95DurationMs' | 'p99DurationMs') => ({
    label,
    values: metrics.timeline.map((point) => point[name] || null),
    whole: metrics[name],
  })
  return [
    line('Half within', 'p50DurationMs'),
    line('95 % within', 'p95DurationMs'),
    line('99 % within', 'p99DurationMs'),
  ]
}
