// One figure over time: a chart, the table beside it, and every period in words.
import { useState } from 'react'
import { colorOf, Lines } from '../../components/lines.tsx'
import { type Column, Table } from '../../components/table.tsx'
import type { Group } from './groups.ts'
import type { Metrics } from './use-metrics.ts'

type Point = Group['timeline'][number]

interface MeasureProps {
  readonly name: string
  readonly metrics: Metrics
  readonly of: (point: Point) => number
  readonly format: (value: number) => string
}

/** Lines that a chart has at most; the rest is one of them. */
const MAX_LINES = 6

export function Measure({ name, metrics: { groups, total, isHourly }, of, format }: MeasureProps) {
  const [pointed, setPointed] = useState<number | null>(null)
  const times = (total?.timeline ?? []).map(({ period }) => period)
  const lines = listLines(groups, of)
  const renderPeriod = (time: string) => (isHourly ? `${time.slice(5, 10)} ${time.slice(11, 16)}` : time.slice(0, 10))
  const at = pointed === null ? undefined : times[pointed]
  const columns: readonly Column<number>[] = [
    {
      name: isHourly ? 'Hour' : 'Day',
      render: (place) => <span className="numeric">{renderPeriod(times[place] ?? '')}</span>,
    },
    ...lines.map(({ label, values }): Column<number> => ({
      name: label,
      isNumeric: true,
      render: (place) => format(values[place] ?? 0),
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
            {lines.map(({ label, values }, index) => (
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
                  {format(pointed === null ? values.reduce((sum, value) => sum + value, 0) : (values[pointed] ?? 0))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details className="border-t border-line">
        <summary className="px-4 py-2 text-xs text-muted">Every {isHourly ? 'hour' : 'day'} as a table</summary>
        <Table
          label={`${name} in each ${isHourly ? 'hour' : 'day'}`}
          columns={columns}
          rows={times.map((_time, place) => place).toReversed()}
          keyOf={(place) => place}
        />
      </details>
    </section>
  )
}

function listLines(groups: readonly Group[], of: (point: Point) => number) {
  const isMany = groups.length > MAX_LINES
  const shown = isMany ? groups.slice(0, MAX_LINES - 1) : groups
  const lines = shown.map(({ label, timeline }) => ({ label, values: timeline.map(of) }))
  if (!isMany) return lines
  const rest = groups.slice(MAX_LINES - 1)
  const values = (rest[0]?.timeline ?? []).map((_point, place) =>
    rest.reduce((sum, { timeline }) => sum + of(timeline[place] ?? { runs: 0, tokens: 0, costUsd: 0 }), 0),
  )
  return [...lines, { label: `${rest.length} others`, values }]
}
