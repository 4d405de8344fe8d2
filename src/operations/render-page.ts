// A page as lists answer it.
import type { Page } from '../store/record.ts'

export function renderPage<Row, Item>({ items, total }: Page<Row>, offset: number, render: (row: Row) => Item) {
  return { items: items.map(render), total, hasMore: offset + items.length < total }
}
