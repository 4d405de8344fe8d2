// The verbs of the Store port for who follows all runs of a tenant.
import type { RunRow } from '../core/run-row.ts'

export interface ChangeVerbs {
  /** The runs of the tenant with these ids, in any order; unknown ones are left out. */
  getRuns(params: { organizationId: string; runIds: readonly string[] }): Promise<RunRow[]>

  /**
   * The runs that began or ended behind a cursor, each once and as it is now. Null: the cursor lies beyond everything.
   * **Contract:** cursors rise for as long as the data lives, whatever is deleted, and listeners of `subscribe` have been
   * told of every run up to the cursor that is given.
   */
  listChangedRuns(params: {
    organizationId: string
    /** null: no runs, only the cursor of now. */
    after: number | null
    limit: number
  }): Promise<ChangedRuns | null>
}

export interface ChangedRuns {
  readonly runs: RunRow[]
  /** Behind the last of them; of now when there are no more. */
  readonly cursor: number
  readonly hasMore: boolean
}
