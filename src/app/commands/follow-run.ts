// Shows a run to its end. Ctrl-C asks once, then cancels; the run itself never depends on who watches.
import { isTerminal, type RunEvent } from '../../contracts/run-event.ts'
import type { Client } from '../../client/client.ts'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { followChildren } from './follow-children.ts'
import { createRunRenderer } from './render-run.ts'
import { describeError } from '../../spec/describe-error.ts'

const ASK_MS = 5000

/** Resolves with the exit code of the run's outcome. */
export async function followToEnd(client: Client, terminal: Terminal, runId: string, after = 0): Promise<number> {
  const renderer = createRunRenderer(terminal)
  const stopAsking = askOnInterrupt(client, terminal, runId)
  const ended = new AbortController()
  const children = followChildren({
    client,
    terminal,
    writeLine: renderer.writeLine.bind(renderer),
    signal: ended.signal,
  })
  try {
    for await (const event of client.follow(runId, { after })) {
      if (!terminal.isJson) await children.whenShown(event)
      renderer.push(event)
      if (!terminal.isJson) children.observe(event)
      if (isTerminal(event)) return exitCode(event)
    }
    return EXIT.interrupted
  } finally {
    ended.abort()
    stopAsking()
  }
}

function exitCode(event: RunEvent): number {
  if (event.type === 'run.completed') return EXIT.ok
  return event.type === 'run.failed' ? EXIT.runFailed : EXIT.runCancelled
}

function askOnInterrupt(client: Client, terminal: Terminal, runId: string): () => void {
  let askedAtMs = -Infinity
  return terminal.onInterrupt(() => {
    const nowMs = performance.now()
    if (nowMs - askedAtMs > ASK_MS) {
      askedAtMs = nowMs
      terminal.note(
        `\nCancel this run? Press Ctrl-C again within ${ASK_MS / 1000} s to cancel it; otherwise it goes on.`,
      )
      return
    }
    client.call('agent.run.cancel', { runId, reason: 'Ctrl-C' }).catch((error: unknown) => {
      terminal.note(describeError(error))
    })
  })
}
