// Shows a run to its end. Ctrl-C asks, then cancels, then leaves; the run itself never depends on who watches.
import { isTerminal, type RunEvent } from '../../contracts/run-event.ts'
import type { Client } from '../../client/client.ts'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { followChildren } from './follow-children.ts'
import { createAnswerRenderer } from './render-answer.ts'
import { createRunRenderer } from './render-run.ts'
import { describeError } from '../../spec/describe-error.ts'

const ASK_MS = 5000

export interface FollowToEndOptions {
  readonly after?: number
  /** Only the answer is written. */
  readonly isText?: boolean | undefined
}

/** Resolves with the exit code of the run's outcome. */
export async function followToEnd(
  client: Client,
  terminal: Terminal,
  runId: string,
  { after = 0, isText = false }: FollowToEndOptions = {},
): Promise<number> {
  const renderer = isText ? createAnswerRenderer(terminal) : createRunRenderer(terminal)
  const leaving = new AbortController()
  const stopListening = cancelOnInterrupt(client, terminal, runId, () => leaving.abort())
  const ended = new AbortController()
  const isShowingChildren = !terminal.isJson && !isText
  const children = followChildren({
    client,
    terminal,
    writeLine: renderer.writeLine.bind(renderer),
    signal: AbortSignal.any([ended.signal, leaving.signal]),
  })
  try {
    for await (const event of client.follow(runId, { after, signal: leaving.signal })) {
      if (isShowingChildren) await children.whenShown(event)
      renderer.push(event)
      if (isShowingChildren) children.observe(event)
      if (isTerminal(event)) return exitCode(event)
    }
  } catch (error) {
    if (!leaving.signal.aborted) throw error
    terminal.note(`Left before the run had ended; see what became of it with: errand follow ${runId}`)
  } finally {
    ended.abort()
    renderer.end()
    stopListening()
  }
  return EXIT.interrupted
}

function exitCode(event: RunEvent): number {
  if (event.type === 'run.completed') return EXIT.ok
  return event.type === 'run.failed' ? EXIT.runFailed : EXIT.runCancelled
}

/** The first Ctrl-C asks, the second one within five seconds cancels, and one more leaves without waiting for that. */
function cancelOnInterrupt(client: Client, terminal: Terminal, runId: string, leave: () => void): () => void {
  let askedAtMs = -Infinity
  let isCancelling = false
  return terminal.onInterrupt(() => {
    if (isCancelling) return leave()
    const nowMs = performance.now()
    if (nowMs - askedAtMs > ASK_MS) {
      askedAtMs = nowMs
      return terminal.note(`\nPress Ctrl-C again within ${ASK_MS / 1000} s to cancel this run; otherwise it goes on.`)
    }
    isCancelling = true
    terminal.note('\nCancelling; one more Ctrl-C leaves at once.')
    client.agent.run.cancel({ runId, reason: 'Ctrl-C' }).catch((error: unknown) => terminal.note(describeError(error)))
  })
}
