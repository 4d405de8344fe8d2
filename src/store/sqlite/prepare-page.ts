// A page of a query and the number of all its rows, from one FROM clause.
import type { DatabaseSync } from 'node:sqlite'
import type { Page } from '../record.ts'
import type { SqlRow } from './rows.ts'

type Value = string | number | null

export function preparePage(db: DatabaseSync, from: string, order: string, columns = '*') {
  const count = db.prepare(`SELECT count(*) AS total ${from}`)
  const page = db.prepare(`SELECT ${columns} ${from} ${order} LIMIT :limit OFFSET :offset`)
  return <T>(params: Record<string, Value>, read: (row: SqlRow) => T): Page<T> => {
    const { limit: _limit, offset: _offset, ...filter } = params
    return { items: page.all(params).map(read), total: Number(count.get(filter)?.['total']) }
  }
}
