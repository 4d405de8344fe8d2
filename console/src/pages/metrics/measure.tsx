// One figure over time: a chart, the table beside it, and every period in words.
import { useState } from 'react'
import { colorOf, Lines } from '../../components/lines.tsx'
import { type Column, Table } from '../../components/table.tsx'
import type { MeasuredLine } from './lines-of.ts'
import type { TimeRange } from './time-range.ts'

interface MeasureProps {
  readonly name: string
  /** Start of each period, ISO-8601. */
  readonly times: readonly string[]
  readonly granularity: TimeRange['granularity']
  readonly lines: readonly MeasuredLine[]
  readonly format: (value: number) => string
}

export function Measure({ name, times, granularity, lines, format }: MeasureProps) {
  const [pointed, setPointed] = useState<number | null>(null)
  const isHourly = granularity === 'hour'
  const renderPeriod = (time: string) => (isHourly ? `${time.slice(5, 10)} ${time.slice(11, 16)}` : time.slice(0, 10))
  const render = (value: number | null | undefined) => (value === null || value === undefined ? '–' : format(value))
  const at = pointed === null ? undefined : times[pointed]
  const columns: readonly Column<number>[] = [
    {
      name: granularity === 'week' ? 'Week from' : isHourly ? 'Hour' : 'Day',
      render: (place) => <span className="numeric">{renderPeriod(times[place] ?? '')}</span>,
    },
    ...lines.map(({ label, values }): Column<number> => ({
      name: label,
      isNumeric: true,
      render: (place) => render(values[place]),
    })),
  ]
  return (
    <section aria-label={name} className="min-w-0 rounded-lg border border-line bg-surface">
      <header className="flex items-baseline justify-between px-4 pt-3">
        <h2 className="font-medium">{name}</h2>
        <span className="numeric text-xs text-muted">{at === undefined ? 'in all' : renderPeriod(at)}</span>
      </header>
      <div className="grid min-w-0 gap-2 p-3 pt-1 sm:grid-cols-[minmax(0,1fr)_13rem]">
        {lines.length > 0 && (
          <Lines
            isHourly={isHourly}
            label={`${name} over time; the table has the figures`}
            times={times}
            lines={lines}
            format={format}
            onPoint={setPointed}
          />
        )}
        <table className="w-full self-start text-xs">
          <tbody>
            {lines.map(({ label, values, whole }, index) => (
              <tr key={index} className="h-6">
                <th scope="row" className="w-full max-w-0 truncate text-left font-normal">
                  <span
                    aria-hidden="true"
                    className="mr-2 inline-block h-0.5 w-3 align-middle"
                    style={{ background: colorOf(index) }}
                  />
                  {label}
                </th>
                <td className="numeric pl-2 text-right whitespace-nowrap">
                  {render(pointed === null ? whole : values[pointed])}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details className="border-t border-line">
        <summary className="px-4 py-2 text-xs text-muted">Every {granularity} as a table</summary>
        <Table
          label={`${name} in each ${granularity}`}
          columns={columns}
          rows={times.map((_time, place) => place).toReversed()}
          keyOf={(place) => place}
        />
      </details>
    </section>
  )
}
