// A nightly report: code counts the orders of a day and writes the numbers to a file, the model says what stands out.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineAgent, defineTool } from 'errand'
import { z } from 'zod'

function readOrders(day: string) {
  const [, ...lines] = readFileSync(join(import.meta.dirname, 'orders.csv'), 'utf8')
    .trim()
    .split('\n')
  const orders = lines.map((line) => line.split(','))
  return orders.flatMap(([date, product = '', pieces, euros]) =>
    date === day ? [{ product, pieces: Number(pieces), euros: Number(euros) }] : [],
  )
}

const writeReport = defineTool({
  name: 'write_report',
  description: 'Writes the report on the orders of a day and gives its numbers.',
  input: z.object({ day: z.iso.date().optional().describe('the day, as 2026-03-01; default: yesterday') }),
  effect: 'idempotent', // a repeat writes the same file again
  execute({ day: asked }, { now }) {
    const day = asked ?? new Date(now() - 86_400_000).toISOString().slice(0, 10)
    const orders = readOrders(day)
    const euros = orders.reduce((sum, order) => sum + order.euros, 0)
    const rows = orders.map((order) => `| ${order.product} | ${order.pieces} | ${order.euros} |`)
    const file = join('reports', `${day}.md`)
    mkdirSync('reports', { recursive: true })
    writeFileSync(
      file,
      [`# Orders of ${day}`, '', '| product | pieces | euros |', '|---|---|---|', ...rows, ''].join('\n'),
    )
    return { day, file, euros, orders }
  },
})

export default defineAgent({
  id: 'report',
  description: 'Reports on the orders of a day.',
  instructions: 'Write the report of the day, then say in two or three sentences what stands out.',
  tools: [writeReport],
})
