// Bytes on disk a run takes at 10, 100 and 1,000 tool calls, and what the same runs would take if each step kept the
// prompt it was sent, as a log of state snapshots does. Ten times the calls: about 10 is linear, 100 is quadratic.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createErrand, defineAgent, defineTool } from 'errand'
import { z } from 'zod'
import { applyEvent, foldEvents } from '../src/core/run-state.ts'
import { buildPrompt } from '../src/runtime/build-prompt.ts'
import type { ActiveRun } from '../src/runtime/ports.ts'
import { openDatabase } from '../src/store/sqlite/open-database.ts'
import { readEvent } from '../src/store/sqlite/rows.ts'
import { round } from './figures.ts'

export interface StorageRow {
  readonly calls: number
  readonly bytesPerRun: number
  /** With the prompt of every step stored beside the log. */
  readonly withPrompts: number
}

const CALLS_PER_TURN = 10
const runsByCalls = new Map([
  [10, 40],
  [100, 10],
  [1000, 3],
])

const lookup = defineTool({
  name: 'lookup',
  description: 'Looks something up.',
  input: z.object({ q: z.string() }),
  effect: 'pure',
  execute: ({ q }) => ({ found: q, text: 'lorem ipsum dolor '.repeat(10) }),
})

export async function measureStorage(newPath: () => string): Promise<StorageRow[]> {
  const rows: StorageRow[] = []
  for (const [calls, runs] of runsByCalls) {
    const empty = await writeRuns(newPath(), calls, 0)
    const full = await writeRuns(newPath(), calls, runs)
    const bytesPerRun = (statSync(full).size - statSync(empty).size) / runs
    rows.push({ calls, bytesPerRun, withPrompts: bytesPerRun + (await storePrompts(full, newPath())) / runs })
  }
  return rows
}

/** Runs an agent so often, each time with so many tool calls; answers the database file, closed. */
async function writeRuns(dataDir: string, calls: number, runs: number): Promise<string> {
  const toolCalls = Array.from({ length: CALLS_PER_TURN }, (_, n) => ({ name: 'lookup', input: { q: `word ${n}` } }))
  const turns = Array.from({ length: calls / CALLS_PER_TURN }, () => ({ text: 'I will look that up.', toolCalls }))
  const agent = defineAgent({
    id: 'caller',
    instructions: 'Use the tool.',
    model: 'sim/script',
    modelConfig: { script: [...turns, { text: 'The answer is forty two, of course.' }], delayMs: 0 },
    tools: [lookup],
    maxIterations: 200,
  })
  const errand = await createErrand({ agents: [agent], dataDir, env: {} })
  for (let run = 0; run < runs; run += 1) {
    const { isSuccess, errorMessage } = await errand.run('caller', 'hi')
    if (!isSuccess) throw new Error(String(errorMessage))
  }
  await errand.close()
  return join(dataDir, 'errand.db')
}

/** Writes the prompt of each turn of each run to another file; answers how many bytes that takes. */
async function storePrompts(database: string, path: string): Promise<number> {
  const source = new DatabaseSync(database, { readOnly: true })
  const target = openDatabase(path)
  target.exec(
    'CREATE TABLE prompts (run_id TEXT, seq INTEGER, prompt TEXT, PRIMARY KEY (run_id, seq)) STRICT, WITHOUT ROWID',
  )
  target.exec('PRAGMA wal_checkpoint')
  const before = statSync(path).size
  const insert = target.prepare('INSERT INTO prompts VALUES (?, ?, ?)')
  const definition = { instructions: 'Use the tool.' }
  for (const { id } of source.prepare('SELECT id FROM runs').all()) {
    const [first, ...rest] = source
      .prepare('SELECT * FROM events WHERE run_id = ? ORDER BY seq')
      .all(String(id))
      .map(readEvent)
    if (!first) continue
    const state = foldEvents([first])
    for (const event of rest) {
      const run = { state, definition, history: [] } as unknown as ActiveRun
      if (event.type === 'turn.started') insert.run(event.runId, event.seq, JSON.stringify(buildPrompt(run)))
      applyEvent(state, event)
    }
  }
  source.close()
  target.close()
  return statSync(path).size - before
}

export function printStorage(rows: readonly StorageRow[]): void {
  console.log('tool calls   bytes a run        ×   with a prompt a step        ×')
  rows.forEach((row, index) => {
    const last = rows[index - 1]
    const ratio = (now: number, then: number | undefined) =>
      (then === undefined ? '' : round(now / then).toFixed(1)).padStart(9)
    const own = String(Math.round(row.bytesPerRun)).padStart(14) + ratio(row.bytesPerRun, last?.bytesPerRun)
    const peers = String(Math.round(row.withPrompts)).padStart(23) + ratio(row.withPrompts, last?.withPrompts)
    console.log(`${String(row.calls).padStart(10)}${own}${peers}`)
  })
  console.log('')
}
