// The ledger: what tools really did, kept outside the product in a file of one JSON line a call.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Effect } from '../../contracts/enums.ts'

export interface LedgerLine {
  readonly runId: string
  readonly callId: string
  /** Which call of the script this is. */
  readonly step: number
  readonly effect: Effect
  readonly pid: number
  /** Milliseconds since 1970. */
  readonly atMs: number
}

/** One write with O_APPEND: a line is there whole or not at all. */
export function appendLedger(path: string, line: LedgerLine): void {
  appendFileSync(path, `${JSON.stringify(line)}\n`)
}

export function readLedger(path: string): LedgerLine[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as LedgerLine)
}
