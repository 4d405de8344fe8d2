// The chat dialect for callers in this process: the same folds as at the chat endpoint, over runs of the library.
import type { RunEvent } from '../contracts/run-event.ts'
import { type ChatEvent, createFailed, describeRefusal, interrupted } from '../dialects/runiq-chat/chat-event.ts'
import { createChatFold } from '../dialects/runiq-chat/chat-fold.ts'
import { type ChatResult, createFailure, createResultFold } from '../dialects/runiq-chat/chat-result.ts'
import type { Answer } from '../operations/operation.ts'
import type { Agent } from '../runtime/define-agent.ts'
import type { Input, RunOptions } from './run-options.ts'

export interface ErrandChat {
  /** Runs an agent, by id or as an object, to its end. A fault is a result, also an agent that is unknown. */
  run(agent: Agent | string, input: Input, options?: RunOptions): Promise<ChatResult>
  /** The chat events of a new run; the last is `completed` or `failed`, also of an agent that is unknown. */
  stream(agent: Agent | string, input: Input, options?: RunOptions): AsyncGenerator<ChatEvent, void, undefined>
}

export interface LibraryChatDeps {
  readonly execute: (agent: Agent | string, input: Input, options: RunOptions) => Promise<Answer>
  readonly follow: (runId: string, signal?: AbortSignal) => AsyncIterable<RunEvent>
}

export function createLibraryChat({ execute, follow }: LibraryChatDeps): ErrandChat {
  return {
    async run(agent, input, options = {}) {
      const started = await execute(agent, input, options)
      if (!started.ok) return createFailure(describeRefusal(started.problem, nameAgent(agent)))
      const fold = createResultFold()
      for await (const event of follow(readRunId(started.output), options.signal)) {
        const result = fold(event)
        if (result) return result
      }
      return createFailure(interrupted)
    },
    async *stream(agent, input, options = {}) {
      const started = await execute(agent, input, options)
      if (!started.ok) {
        yield createFailed(describeRefusal(started.problem, nameAgent(agent)))
        return
      }
      const fold = createChatFold()
      let last: ChatEvent | null = null
      for await (const event of follow(readRunId(started.output), options.signal)) {
        for (const entry of fold(event)) yield (last = entry.event)
      }
      if (last?.type !== 'completed' && last?.type !== 'failed') yield createFailed(interrupted)
    },
  }
}

function nameAgent(agent: Agent | string): string {
  return typeof agent === 'string' ? agent : agent.id
}

function readRunId(output: unknown): string {
  return (output as { runId: string }).runId
}
