// Server-sent events from a stream of frames. Frames are pulled only as fast as the reader takes them, so memory is
// bounded; a reader that takes nothing for too long is cut, and resumes with Last-Event-ID.
import type { Stream, StreamFrame } from '../../operations/operation.ts'

export interface EventStreamOptions {
  /** Aborted when the response is over, whoever ends it. */
  readonly controller: AbortController
  readonly stopSignal: AbortSignal
  readonly heartbeatMs: number
  readonly slowReaderMs: number
  onClose(): void
}

const BUFFER_BYTES = 64 * 1024
const encoder = new TextEncoder()
const HEARTBEAT = encoder.encode(': keep-alive\n\n')

export function openEventStream(stream: Stream, headers: Headers, options: EventStreamOptions): Response {
  headers.set('Content-Type', 'text/event-stream; charset=utf-8')
  headers.set('Cache-Control', 'no-cache, no-transform')
  headers.set('X-Accel-Buffering', 'no')
  return new Response(createBody(stream, options), { headers })
}

function createBody(stream: Stream, options: EventStreamOptions): ReadableStream<Uint8Array> {
  const frames = stream[Symbol.asyncIterator]()
  let cutTimer: NodeJS.Timeout | undefined
  let next: Promise<IteratorResult<readonly StreamFrame[]>> | null = null

  const end = () => {
    if (options.controller.signal.aborted) return
    clearTimeout(cutTimer)
    options.stopSignal.removeEventListener('abort', stop)
    options.controller.abort()
    options.onClose()
  }
  const stop = () => options.controller.abort()
  options.stopSignal.addEventListener('abort', stop)

  return new ReadableStream<Uint8Array>(
    {
      async pull(body) {
        clearTimeout(cutTimer)
        next ??= frames.next()
        const result = await orHeartbeat(next, options.heartbeatMs)
        if (result === 'heartbeat') return body.enqueue(HEARTBEAT)
        next = null
        if (result.done) {
          end()
          return body.close()
        }
        if (result.value.length > 0) body.enqueue(encoder.encode(result.value.map(renderFrame).join('')))
        if ((body.desiredSize ?? 0) > 0) return
        cutTimer = setTimeout(() => {
          end()
          body.error(new Error('the reader is too slow'))
        }, options.slowReaderMs)
      },
      cancel: end,
    },
    { highWaterMark: BUFFER_BYTES, size: (chunk) => chunk.byteLength },
  )
}

async function orHeartbeat<T>(next: Promise<T>, heartbeatMs: number): Promise<T | 'heartbeat'> {
  const { promise, resolve } = Promise.withResolvers<'heartbeat'>()
  const timer = setTimeout(() => resolve('heartbeat'), heartbeatMs)
  try {
    return await Promise.race([next, promise])
  } finally {
    clearTimeout(timer)
  }
}

function renderFrame({ id, event, data }: StreamFrame): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
