// The frames of a stream that resumes: when its connection breaks, it is opened again after the last frame that was read.
import { createParser } from 'eventsource-parser'
import { isPassing, retryWaitMs, wait } from './send.ts'

export interface Frame {
  readonly id: string | undefined
  readonly data: unknown
}

export interface FrameSource {
  /** Opens the stream behind the frame with this id; undefined: at its start. */
  open(lastId: string | undefined, signal: AbortSignal): Promise<Response>
  /** True when nothing comes after this frame. */
  isLast(frame: Frame): boolean
  /** Asked when the answer ended by itself: was that the end, or does the stream go on elsewhere? */
  hasEnded(lastId: string | undefined): Promise<boolean>
  readonly signal: AbortSignal | undefined
  /** Silence after which a connection counts as broken, in ms. The server sends something every 15 s. */
  readonly silenceMs: number
}

/** Tries in a row to reach the server again before the stream is given up: for about half a minute. */
const MAX_RECONNECTS = 120
const RECONNECT_MS = 250

/** Each frame once, in order. Rejects when the signal fires, or when the server cannot be reached again. */
export async function* readFrames(source: FrameSource, lastId?: string): AsyncGenerator<Frame, void, undefined> {
  const { signal } = source
  let cursor = lastId
  for (let failures = 0; ; failures += 1) {
    signal?.throwIfAborted()
    const connection = new AbortController()
    const whole = AbortSignal.any([connection.signal, ...(signal ? [signal] : [])])
    let waitMs = RECONNECT_MS
    try {
      const response = await source.open(cursor, whole)
      failures = 0 // it answers: a stream that ends early is no failure, however often
      for await (const frame of readBody(response, source.silenceMs, whole)) {
        cursor = frame.id ?? cursor
        yield frame
        if (source.isLast(frame)) return
      }
      if (await source.hasEnded(cursor)) return
    } catch (error) {
      signal?.throwIfAborted()
      if (!isPassing(error) || failures + 1 >= MAX_RECONNECTS) throw error
      waitMs = retryWaitMs(error, RECONNECT_MS)
    } finally {
      connection.abort()
    }
    await wait(waitMs, signal)
  }
}

async function* readBody({ body }: Response, silenceMs: number, signal: AbortSignal): AsyncGenerator<Frame> {
  if (!body) return
  const frames: Frame[] = []
  const parser = createParser({ onEvent: ({ id, data }) => frames.push({ id, data: JSON.parse(data) as unknown }) })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await within(silenceMs, reader.read(), signal)
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
      yield* frames.splice(0)
    }
  } finally {
    reader.cancel().catch(() => undefined) // of a connection that broke; its fault is told already
  }
}

/** Rejects when the promise takes too long, as after a network that went away without a word, or when the signal fires. */
async function within<T>(ms: number, promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: broken, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new TypeError(`nothing came for ${ms} ms`)), ms)
  const stop = () => reject(signal.reason as Error)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    return await Promise.race([promise, broken])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
