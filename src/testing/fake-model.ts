// A model whose every answer is written in the test, part by part, and that keeps what it was asked.
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider'

type Parts = LanguageModelV4StreamPart[] | ReadableStream<LanguageModelV4StreamPart>

export interface FakeModel extends LanguageModelV4 {
  /** What it was asked, oldest first. */
  readonly calls: LanguageModelV4CallOptions[]
  /** Resolves when it is asked the next time. */
  asked(): Promise<LanguageModelV4CallOptions>
}

/** `answer` gives the parts of the answer to the n-th call, counted from 1; it may throw or wait. */
export function createFakeModel(
  answer: (n: number, options: LanguageModelV4CallOptions) => Parts | Promise<Parts>,
): FakeModel {
  const calls: LanguageModelV4CallOptions[] = []
  let waiters: ((options: LanguageModelV4CallOptions) => void)[] = []
  return {
    specificationVersion: 'v4',
    provider: 'fake',
    modelId: 'model',
    supportedUrls: {},
    calls,
    asked: () => new Promise((resolve) => waiters.push(resolve)),
    async doStream(options) {
      calls.push(options)
      for (const waiter of waiters) waiter(options)
      waiters = []
      const parts = await answer(calls.length, options)
      return { stream: Array.isArray(parts) ? streamOf(parts) : parts }
    },
    doGenerate: () => Promise.reject(new Error('a run only streams')),
  }
}

function streamOf(parts: readonly LanguageModelV4StreamPart[]): ReadableStream<LanguageModelV4StreamPart> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part)
      controller.close()
    },
  })
}

/** The end of an answer that cost one token each way. */
export function finish(
  unified: 'stop' | 'interrupted' | 'error' | 'content-filter' = 'stop',
): LanguageModelV4StreamPart {
  return {
    type: 'finish',
    finishReason: { unified, raw: unified },
    usage: {
      inputTokens: { total: 1, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 1, text: undefined, reasoning: undefined },
    },
  }
}

/** An answer of text alone. */
export function say(text: string): LanguageModelV4StreamPart[] {
  return [
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: text },
    { type: 'text-end', id: '1' },
    finish(),
  ]
}

/** An answer that asks for one call. */
export function callTool(toolName: string, input: unknown = {}, toolCallId = 'call-1'): LanguageModelV4StreamPart[] {
  return [{ type: 'tool-call', toolCallId, toolName, input: JSON.stringify(input) }, finish()]
}

/** A stream that never ends by itself and does not care about signals. */
export function streamForever(first: LanguageModelV4StreamPart[] = []): ReadableStream<LanguageModelV4StreamPart> {
  return new ReadableStream({
    start(controller) {
      for (const part of first) controller.enqueue(part)
    },
  })
}
