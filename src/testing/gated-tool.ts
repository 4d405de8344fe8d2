// A tool that starts when the model calls it and ends when the test says so.
import type { Effect } from '../contracts/enums.ts'
import { defineTool, type Tool, type ToolContext } from '../runtime/define-tool.ts'

export interface GatedTool {
  readonly tool: Tool
  /** Resolves when the next call has started. */
  started(): Promise<ToolContext>
  /** Lets every call that is waiting return this. */
  release(output: unknown): void
}

export interface GatedToolOptions {
  /** Default `gate`. */
  readonly name?: string
  /** True: a call ends with an error when its signal fires. False: it waits for `release` whatever happens. */
  readonly isAbortable?: boolean
  readonly timeoutMs?: number
  /** Default `once`. */
  readonly effect?: Effect
}

export function createGatedTool(options: GatedToolOptions = {}): GatedTool {
  const { name = 'gate', isAbortable = false, timeoutMs = 86_400_000, effect = 'once' } = options
  const calls: ToolContext[] = []
  const waiters: ((call: ToolContext) => void)[] = []
  let releases: ((output: unknown) => void)[] = []
  const tool = defineTool({
    name,
    description: 'Waits until it is released.',
    input: { type: 'object' },
    timeoutMs,
    effect,
    execute(_input, call) {
      const waiter = waiters.shift()
      if (waiter) waiter(call)
      else calls.push(call)
      return new Promise((resolve, reject) => {
        releases.push(resolve)
        if (isAbortable) call.signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
      })
    },
  })
  return {
    tool,
    started() {
      const call = calls.shift()
      return call ? Promise.resolve(call) : new Promise((resolve) => waiters.push(resolve))
    },
    release(output) {
      for (const release of releases) release(output)
      releases = []
    },
  }
}
