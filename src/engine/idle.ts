/** Lets others wait until a worker has nothing under way. */
export class Idle {
  readonly #isIdle: () => boolean
  #waiters: (() => void)[] = []

  constructor(isIdle: () => boolean) {
    this.#isIdle = isIdle
  }

  wait(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push(resolve))
  }

  /** To be called when something has ended. */
  check(): void {
    if (!this.#isIdle()) return
    for (const resolve of this.#waiters.splice(0)) resolve()
  }
}
