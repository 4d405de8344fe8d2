// The part of the Store port that keeps storage small and safe: compaction, retention, backup.

export interface BatchParams {
  /** Only runs that ended before this moment, ISO-8601 UTC with milliseconds. */
  readonly endedBefore: string
  /** About how many events one call may delete, so that no transaction holds others up for long. */
  readonly limit: number
}

export interface CompactResult {
  /** Deltas that this call deleted. */
  readonly removed: number
  /** True when another call would find more. */
  readonly hasMore: boolean
}

export interface PruneParams extends BatchParams {
  /** Kept replies that expired at this moment are deleted too, ISO-8601 UTC. */
  readonly at: string
}

export interface PruneResult {
  readonly runs: number
  readonly events: number
  readonly replies: number
  readonly hasMore: boolean
}

export interface PruneMeasure {
  readonly runs: number
  readonly events: number
  /** Size of their events' data. */
  readonly bytes: number
}

export type BackUpResult =
  | { readonly outcome: 'written'; readonly sizeBytes: number }
  | { readonly outcome: 'exists' }
  /** The file cannot be written; why. */
  | { readonly outcome: 'unwritable'; readonly reason: string }

/** **Contract:** as of the Store: each verb is one transaction. An event that stays never changes, its seq included. */
export interface StorageCare {
  /** Deletes the deltas of texts whose `*.completed` event holds the whole. These are the only gaps a reader may ever see. */
  compactDeltas(params: BatchParams): Promise<CompactResult>

  /**
   * Deletes ended runs with their events and emissions, at least one a call, and deliveries of that age that are not pending; runs of a session that has an open run stay. A null `endedBefore` deletes no runs. Audit rows stay.
   */
  pruneRuns(params: Omit<PruneParams, 'endedBefore'> & { readonly endedBefore: string | null }): Promise<PruneResult>

  /** What `pruneRuns` would delete. */
  measurePrune(params: { readonly endedBefore: string }): Promise<PruneMeasure>
}
