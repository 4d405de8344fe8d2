// The runs that wait for a free place, in two lines: those that tasks started, and those that somebody may be waiting for.
// Both move in turn, so that neither waits for all of the other.
import type { OpenRun } from '../../store/store.ts'

export class RunQueue {
  readonly #ofTasks = new Set<string>()
  readonly #others = new Set<string>()
  #isTaskNext = false

  /** At the end of its line; a run stands in it once. */
  add({ runId, isOfTask }: Pick<OpenRun, 'runId' | 'isOfTask'>): void {
    if (isOfTask) this.#ofTasks.add(runId)
    else this.#others.add(runId)
  }

  /** Takes out the next; null when nothing may go. */
  take({ mayBeOfTask }: { readonly mayBeOfTask: boolean }): string | null {
    const [task] = mayBeOfTask ? this.#ofTasks : []
    const [other] = this.#others
    const isTask = task !== undefined && (this.#isTaskNext || other === undefined)
    const runId = isTask ? task : other
    if (runId === undefined) return null
    this.#isTaskNext = !isTask
    this.#ofTasks.delete(runId)
    this.#others.delete(runId)
    return runId
  }

  clear(): void {
    this.#ofTasks.clear()
    this.#others.clear()
  }

  get size(): number {
    return this.#ofTasks.size + this.#others.size
  }

  /** Runs in the line of those that no task started. */
  get others(): number {
    return this.#others.size
  }
}
