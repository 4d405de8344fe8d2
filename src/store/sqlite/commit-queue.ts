// Group commit: writes that arrive while the event loop turns once share one transaction and one fsync.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Committed } from '../store.ts'
import { StoreUnavailableError } from '../store-error.ts'
import { describeFailure } from './describe-failure.ts'

/** Collects what a transaction appended; thrown away when it is rolled back. */
export type Publish = (committed: Committed) => void

interface Job {
  readonly work: (publish: Publish) => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Called when a commit begins, with the number of writes in it; what it returns is called once that is durable. */
export type ObserveCommit = (jobs: number) => () => void

const MAX_JOBS_PER_COMMIT = 256

export class CommitQueue {
  #jobs: Job[] = []
  #isScheduled = false
  #isClosed = false
  readonly #db: DatabaseSync
  readonly #begin: StatementSync
  readonly #end: StatementSync
  readonly #publish: (committed: readonly Committed[]) => void

  readonly #observe: ObserveCommit

  constructor(db: DatabaseSync, publish: (committed: readonly Committed[]) => void, observe: ObserveCommit) {
    this.#db = db
    this.#publish = publish
    this.#observe = observe
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#end = db.prepare('COMMIT')
  }

  /** Runs `work` in a transaction, in order of arrival; resolves with what it returned once that is durable. */
  run<T>(work: (publish: Publish) => T): Promise<T> {
    if (this.#isClosed) return Promise.reject(new StoreUnavailableError('the store is closed'))
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ work, resolve: resolve as (value: unknown) => void, reject })
      this.#schedule()
    })
  }

  /** Commits what is waiting, at once, and takes nothing more. */
  close(): void {
    this.#isClosed = true
    while (this.#jobs.length > 0) this.#commit(this.#jobs.splice(0, MAX_JOBS_PER_COMMIT))
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      if (this.#isClosed) return
      this.#commit(this.#jobs.splice(0, MAX_JOBS_PER_COMMIT))
      if (this.#jobs.length > 0) this.#schedule()
    })
  }

  /** One transaction for all. If one of them throws, each gets a transaction of its own, so that it alone fails. */
  #commit(jobs: readonly Job[]): void {
    const committed: Committed[] = []
    const results: unknown[] = []
    const finish = this.#observe(jobs.length)
    try {
      this.#begin.run()
      for (const job of jobs) results.push(job.work((events) => committed.push(events)))
      this.#end.run()
      finish()
    } catch (error) {
      this.#rollback()
      if (jobs.length > 1) {
        for (const job of jobs) this.#commit([job])
      } else jobs[0]?.reject(describeFailure(error))
      return
    }
    jobs.forEach((job, index) => job.resolve(results[index]))
    this.#publish(committed)
  }

  #rollback(): void {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
  }
}
