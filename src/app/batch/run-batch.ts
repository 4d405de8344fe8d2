// Runs the rows of a batch, so many at a time, and tells of each as it ends.
import type { BatchResult } from './batch-result.ts'
import { type Batch, type BatchRow, isDone, runRow } from './run-row.ts'

export interface BatchOptions extends Batch {
  readonly rows: Iterable<BatchRow>
  /** Rows in progress at once. */
  readonly concurrency: number
  /** Told of a row that this invocation worked on. */
  readonly onEnded: (result: BatchResult) => void
}

/** The results in the order of the rows. Rejects when the batch cannot go on, or its signal has fired. */
export async function runBatch(options: BatchOptions): Promise<BatchResult[]> {
  const { rows, concurrency, agentId, onEnded } = options
  const stopping = new AbortController()
  const signal = AbortSignal.any([options.signal, stopping.signal])
  const batch = { ...options, signal }
  const results: BatchResult[] = []
  const queue = Iterator.from(rows).map((row, index) => [index, row] as const)
  const work = async () => {
    for (const [index, row] of queue) {
      signal.throwIfAborted()
      const result = isDone(row, agentId) && row.known ? row.known : await runRow(row, batch)
      if (result !== row.known) onEnded(result)
      results[index] = result
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, work))
  } finally {
    stopping.abort(options.signal.reason)
  }
  return results
}
