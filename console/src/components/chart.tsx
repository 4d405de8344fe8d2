// A chart of one series over time, in the colours of the theme; the table beside it says the same in words.
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

interface ChartProps {
  /** Names the series, and the chart for screen readers. */
  readonly label: string
  readonly times: readonly string[]
  readonly values: readonly number[]
  readonly format: (value: number) => string
  readonly height?: number
}

export function Chart({ label, times, values, format, height = 120 }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const latest = useRef(format)
  latest.current = format
  useEffect(() => {
    const node = box.current
    if (!node) return undefined
    const style = getComputedStyle(node) // live: it follows the theme
    const axis = {
      stroke: () => style.color,
      grid: { show: false },
      ticks: { show: false },
      font: `11px ${style.fontFamily}`,
    }
    const chart = new uPlot(
      {
        width: node.clientWidth,
        height,
        cursor: { y: false, points: { size: 6 } },
        legend: { show: false },
        scales: { y: { range: (_chart, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
        axes: [
          { ...axis, size: 34 },
          { ...axis, size: 52, space: 24, values: (_chart, splits) => splits.map((split) => latest.current(split)) },
        ],
        series: [
          {},
          {
            label,
            stroke: () => style.caretColor,
            fill: () => `color-mix(in oklab, ${style.caretColor} 14%, transparent)`,
            width: 1.5,
            points: { show: values.length < 3 },
          },
        ],
      },
      [times.map((time) => Date.parse(time) / 1000), [...values]],
      node,
    )
    const observer = new ResizeObserver(() => chart.setSize({ width: node.clientWidth, height }))
    observer.observe(node)
    return () => {
      observer.disconnect()
      chart.destroy()
    }
  }, [label, times, values, height])
  return <div ref={box} role="img" aria-label={label} className="text-muted caret-accent" />
}
