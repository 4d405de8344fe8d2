// What is left of tasks whose runners were killed, what is wrong with it, and its figures in one line. What was really paid
// stands in the ledger, outside of the product.
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { readLedger } from './ledger.ts'
import type { ServerOptions } from './server-process.ts'

export interface TaskEvidence extends StoredTasks {
  /** Names of the tasks that were acknowledged; each was due once. */
  readonly names: readonly string[]
  readonly kills: number
  /** Firings that were claimed and not begun when somebody last looked before a kill. */
  readonly seen: number
  /** What processes said that ended by a fault of errand itself. */
  readonly said: readonly string[]
}

interface StoredTasks {
  /** `losses`: how many runners died on it. */
  readonly firings: readonly { readonly name: string; readonly status: string; readonly losses: number }[]
  /** Runs that firings started, by what their message says: the name of the task. */
  readonly runs: readonly { readonly name: string; readonly status: string }[]
  /** The name of the task for each payment that was made, and the process in which it was. */
  readonly paid: readonly { readonly name: string; readonly pid: number }[]
}

export function readTaskEvidence({ dataDir, ledgerPath }: Pick<ServerOptions, 'dataDir' | 'ledgerPath'>): StoredTasks {
  const db = new DatabaseSync(join(dataDir, 'errand.db'), { readOnly: true })
  const firings = db
    .prepare('SELECT s.name, r.status, r.losses FROM tasks_runs AS r JOIN schedules AS s ON s.id = r.schedule_id')
    .all()
    .map((row) => ({ name: String(row['name']), status: String(row['status']), losses: Number(row['losses']) }))
  const rows = db.prepare(`SELECT r.id, r.status, e.data ->> '$.input.message' AS name FROM runs AS r
    JOIN events AS e ON e.run_id = r.id AND e.seq = 1`)
  const runs = rows
    .all()
    .map((row) => ({ id: String(row['id']), name: String(row['name']), status: String(row['status']) }))
  db.close()
  const namesByRunId = new Map(runs.map(({ id, name }) => [id, name]))
  const paid = readLedger(ledgerPath).map(({ runId, pid }) => ({ name: namesByRunId.get(runId) ?? runId, pid }))
  return { firings, runs, paid }
}

/**
 * Lists every broken promise: a task that fired twice, or not at all, or is lost without a word. A payment may be missing:
 * one that a death cut off before it was made is never repeated, and a person says what became of it.
 */
export function checkTasks({ names, firings, runs, paid, said }: TaskEvidence): string[] {
  const firingsByName = Map.groupBy(firings, ({ name }) => name)
  const runsByName = Map.groupBy(runs, ({ name }) => name)
  const paidByName = Map.groupBy(paid, ({ name }) => name)
  const faults = names.flatMap((name) => {
    const found: string[] = []
    const [firing, ...others] = firingsByName.get(name) ?? []
    const started = runsByName.get(name) ?? []
    const payments = paidByName.get(name)?.length ?? 0
    if (!firing) found.push(`${name} was never fired`)
    else if (others.length > 0) found.push(`${name} was fired ${others.length + 1} times`)
    else if (firing.status !== 'done') found.push(`${name} is ${firing.status}`)
    if (started.length !== 1) found.push(`${name} made ${started.length} runs`)
    if (payments > 1) found.push(`${name} paid ${payments} times`)
    if (started.some(({ status }) => status === 'pending' || status === 'running'))
      found.push(`a run of ${name} is open`)
    return found
  })
  return [...faults, ...said]
}

export function renderTaskFigures(
  evidence: TaskEvidence,
  { seed, ms, faults }: { seed: number; ms: number; faults: readonly string[] },
): string {
  const { names, kills, seen, firings, paid } = evidence
  const number = (value: number) => value.toLocaleString('en-US')
  const find = (pattern: RegExp) => faults.filter((fault) => pattern.test(fault)).length
  const bad = [
    `${find(/was fired|paid|made [2-9]/)} fired twice`,
    `${find(/never fired|is lost|made 0/)} lost`,
    `${faults.length} faults in all`,
  ]
  const told = [
    `${number(seen)} firings seen claimed and not begun right before a kill`,
    `${number(firings.filter(({ losses }) => losses > 0).length)} taken over`,
    `${number(paid.length)} payments by ${number(new Set(paid.map(({ pid }) => pid)).size)} processes`,
    `seed ${seed}, ${number(Math.round(ms / 1000))} s`,
  ]
  return `${number(kills)} kills, ${number(names.length)} due instants: ${bad.join(', ')} (${told.join('; ')})`
}
