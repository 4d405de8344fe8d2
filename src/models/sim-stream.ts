// Streams prepared parts: all at once when there is no delay, else one delta per pause. An abort ends the stream at once,
// also during a pause, and leaves no timer and no listener behind.
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'

/** How the stream ends once the parts are out: closed, with an error, or not until it is aborted or cancelled. */
export type StreamEnding = { type: 'close' } | { type: 'error'; error: Error } | { type: 'hang' }

type Controller = ReadableStreamDefaultController<LanguageModelV4StreamPart>

/** Streams `parts`; `delayMs` is the pause before each delta. With 0 no timer is made. */
export function streamParts(
  parts: readonly LanguageModelV4StreamPart[],
  ending: StreamEnding,
  { delayMs, abortSignal }: { delayMs: number; abortSignal: AbortSignal | undefined },
): ReadableStream<LanguageModelV4StreamPart> {
  let next = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let release = (): void => {}
  // With a high-water mark of 0 this runs only when a reader waits on an empty queue: once for everything without a
  // delay, and again for the end. Erroring any earlier would throw away what is still queued.
  const pull = (controller: Controller): Promise<void> | void => {
    const part = parts[next]
    if (!part) return end(controller, ending, release)
    if (delayMs === 0) {
      next = parts.length
      for (const part of parts) controller.enqueue(part)
      return
    }
    next++
    if (!isDelta(part)) return controller.enqueue(part)
    return new Promise((resolve) => {
      timer = setTimeout(() => {
        controller.enqueue(part)
        resolve()
      }, delayMs)
    })
  }
  const start = (controller: Controller): void => {
    if (!abortSignal) return
    const onAbort = (): void => {
      clearTimeout(timer)
      controller.error(abortError(abortSignal))
    }
    abortSignal.addEventListener('abort', onAbort, { once: true })
    release = () => abortSignal.removeEventListener('abort', onAbort)
  }
  const cancel = (): void => {
    clearTimeout(timer)
    release()
  }
  return new ReadableStream({ start, pull, cancel }, { highWaterMark: 0 })
}

function end(controller: Controller, ending: StreamEnding, release: () => void): Promise<void> | void {
  if (ending.type === 'hang') return new Promise(() => {})
  release()
  if (ending.type === 'close') controller.close()
  else controller.error(ending.error)
}

function isDelta(part: LanguageModelV4StreamPart): boolean {
  return part.type === 'text-delta' || part.type === 'reasoning-delta' || part.type === 'tool-input-delta'
}

/** The signal's own AbortError or TimeoutError, or a new AbortError when the reason is something else. */
export function abortError(signal: AbortSignal): DOMException {
  const reason: unknown = signal.reason
  return reason instanceof DOMException ? reason : new DOMException('The model call was aborted.', 'AbortError')
}
