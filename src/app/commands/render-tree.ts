// The runs below a run, as an indented table.
import type { Client } from '../../client/client.ts'
import type { RunSummary } from '../../contracts/run.ts'
import { clip, renderMs, renderTable } from '../terminal.ts'

/** Empty when the run started no others. */
export async function renderTree(client: Client, runId: string): Promise<string> {
  const rows = await listRows(client, runId, 1)
  if (rows.length === 0) return ''
  return `\nruns below\n${renderTable(rows.map(({ run, depth }) => renderRow(run, depth)))}`
}

interface Row {
  readonly run: RunSummary
  readonly depth: number
}

async function listRows(client: Client, parentRunId: string, depth: number): Promise<Row[]> {
  const { items } = await client.call('agent.run.list', { parentRunId, limit: 500 })
  const rows: Row[] = []
  for (const run of items.toReversed()) rows.push({ run, depth }, ...(await listRows(client, run.id, depth + 1)))
  return rows
}

function renderRow({ id, agentName, status, durationMs, totalTokens }: RunSummary, depth: number): string[] {
  const took = durationMs === undefined ? '' : renderMs(durationMs)
  return [`${'  '.repeat(depth)}${clip(agentName, 40)}`, status, took, `${totalTokens} tokens`, id]
}
