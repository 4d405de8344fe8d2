// Writes JSON lines in order, each through the transform when there is one.
import type { Transform } from './transform.ts'

export interface JsonLines {
  /** Throws what stopped the transform, so that a command that goes on writing ends. */
  write(value: unknown): void
  /** Resolves when all is written. Rejects when the transform failed. */
  end(): Promise<void>
}

export function createJsonLines(write: (text: string) => void, transform: Transform | null): JsonLines {
  let written = Promise.resolve()
  let failure: Error | null = null
  const writeLines = async (json: string) => {
    if (!transform || failure) return
    const lines = await transform.apply(json)
    if (lines !== '') write(`${lines}\n`)
  }
  return {
    write(value) {
      if (failure) throw failure
      const json = JSON.stringify(value)
      if (!transform) return write(`${json}\n`)
      written = written
        .then(() => writeLines(json))
        .catch((error: unknown) => {
          failure = error instanceof Error ? error : new Error(String(error))
        })
    },
    async end() {
      await written
      await transform?.[Symbol.asyncDispose]()
      if (failure) throw failure
    },
  }
}
