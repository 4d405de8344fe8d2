// A plain table for lists of moderate length. Columns that matter less leave a narrow screen.
import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly name: string
  readonly render: (row: Row) => ReactNode
  readonly isNumeric?: boolean
  /** Shown from this width up; default: always. */
  readonly from?: 'sm' | 'md' | 'lg'
  /** Takes the width that is left, and cuts what does not fit. */
  readonly isWide?: boolean
}

interface TableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string | number
}

const shownFrom = { sm: 'hidden sm:table-cell', md: 'hidden md:table-cell', lg: 'hidden lg:table-cell' }

export function Table<Row>({ label, columns, rows, keyOf }: TableProps<Row>) {
  const look = ({ isNumeric, from, isWide }: Column<Row>) =>
    `${isNumeric ? 'numeric text-right' : ''} ${from ? shownFrom[from] : ''} ${isWide ? 'w-full max-w-0 truncate' : 'whitespace-nowrap'}`
  return (
    <div tabIndex={0} role="group" aria-label={label} className="overflow-x-auto">
      <table className="w-full border-collapse">
        <thead className="text-xs text-muted">
          <tr className="h-7 border-b border-line">
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                className={`px-2 text-left font-normal first:pl-4 last:pr-4 ${look(column)}`}
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={keyOf(row)}
              data-row
              className="h-9 border-b border-line/60 focus-within:bg-sunken hover:bg-sunken"
            >
              {columns.map((column) => (
                <td key={column.name} className={`px-2 first:pl-4 last:pr-4 ${look(column)}`}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
