// What the checkers compare: what clients saw, what tools did, what the store holds.
import type { Dump } from './dump.ts'
import type { History } from './history.ts'
import type { LedgerLine } from './ledger.ts'

export interface Evidence {
  readonly history: History
  readonly ledger: readonly LedgerLine[]
  readonly dump: Dump
}
