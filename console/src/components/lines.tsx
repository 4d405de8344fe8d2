// Lines over time, one for each of a few groups, in the colours of the theme. What it shows stands beside it as a table.
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export interface Line {
  readonly label: string
  /** One for each time; null: there is none, and the line goes on behind it. */
  readonly values: readonly (number | null)[]
}

interface LinesProps {
  readonly label: string
  /** ISO-8601. */
  readonly times: readonly string[]
  /** Else they are days. */
  readonly isHourly?: boolean
  /** One at least. */
  readonly lines: readonly Line[]
  readonly format: (value: number) => string
  /** Told the place of the time that the pointer is at, or null. */
  readonly onPoint?: (index: number | null) => void
  readonly height?: number
}

/** Lines differ by more than colour. */
const dashes = [[], [7, 3], [2, 3], [10, 3, 2, 3], [4, 2], [1, 2]]

/** The colour of a line; after the sixth they begin anew. */
export function colorOf(index: number): string {
  return `var(--series-${(index % dashes.length) + 1})`
}

export function Lines({ label, times, isHourly = false, lines, format, onPoint, height = 170 }: LinesProps) {
  const box = useRef<HTMLDivElement>(null)
  const latest = useRef({ format, onPoint })
  latest.current = { format, onPoint }
  const data = JSON.stringify([times.map((time) => Date.parse(time) / 1000), ...lines.map(({ values }) => values)])
  const labels = JSON.stringify(lines.map((line) => line.label))
  useEffect(() => {
    const node = box.current
    if (!node) return undefined
    const resolve = (color: string) => {
      node.style.color = color
      return getComputedStyle(node).color
    }
    const names = JSON.parse(labels) as string[]
    const hasGaps = data.includes('null')
    const axis = {
      stroke: () => resolve('var(--muted)'),
      ticks: { show: false },
      font: `11px ${getComputedStyle(node).fontFamily}`,
    }
    const grid = { stroke: () => resolve('var(--line)'), width: 1 }
    const chart = new uPlot(
      {
        width: node.clientWidth,
        height,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
        padding: [8, 20, 0, 0],
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
        legend: { show: false },
        hooks: { setCursor: [({ cursor }) => latest.current.onPoint?.(cursor.idx ?? null)] },
        scales: { y: { range: (_chart, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
        axes: [
          { ...axis, ...renderTimes(isHourly), size: 28, grid: { show: false } },
          { ...axis, grid, size: 56, values: (_chart, splits) => splits.map((split) => latest.current.format(split)) },
        ],
        series: [
          {},
          ...names.map((name, index) => ({
            label: name,
            spanGaps: true,
            stroke: () => resolve(colorOf(index)),
            width: 1.5,
            ...(names.length === 1 && { fill: () => `color-mix(in oklab, ${resolve(colorOf(0))} 14%, transparent)` }),
            dash: dashes[index % dashes.length] ?? [],
            points: { show: hasGaps, size: 4 }, // a time between two gaps is no line
          })),
        ],
      },
      JSON.parse(data) as uPlot.AlignedData,
      node,
    )
    const stop = watch(
      node,
      () => chart.setSize({ width: node.clientWidth, height }),
      () => chart.redraw(),
    )
    return () => {
      stop()
      chart.destroy()
    }
  }, [data, labels, isHourly, height])
  return <div ref={box} role="img" aria-label={label} className="min-w-0" />
}

const HOUR_S = 3600

/** Times of an axis in UTC, as days or as hours. */
function renderTimes(isHourly: boolean): Pick<uPlot.Axis, 'incrs' | 'values' | 'space'> {
  const render = (seconds: number) => {
    const iso = new Date(seconds * 1000).toISOString()
    return isHourly ? iso.slice(11, 16) : iso.slice(5, 10)
  }
  return {
    space: 60,
    incrs: (isHourly ? [1, 2, 3, 6, 12] : [24, 48, 168, 336]).map((hours) => hours * HOUR_S),
    values: (_chart, splits) => splits.map(render),
  }
}

/** Tells of another width, and of another theme. */
function watch(node: Element, onSize: () => void, onTheme: () => void): () => void {
  const size = new ResizeObserver(onSize)
  size.observe(node)
  const theme = new MutationObserver(onTheme)
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', onTheme)
  return () => {
    size.disconnect()
    theme.disconnect()
    system.removeEventListener('change', onTheme)
  }
}
