// Server-sent events from a stream of frames. Frames are pulled only as fast as the reader takes them, so memory is
// bounded; a reader that takes nothing for too long is cut, and resumes with Last-Event-ID.
import type { StreamFrame } from '../../operations/operation.ts'

/** Frames that are there at once come together. */
type Frames<Frame> = AsyncIterable<readonly Frame[]>

export interface EventStreamOptions {
  /** Aborted when the response is over, whoever ends it. */
  readonly controller: AbortController
  readonly stopSignal: AbortSignal
  /** Silence after which a comment is sent, in ms. */
  readonly heartbeatMs: number
  /** How long a reader may leave its buffer full before it is cut, in ms. */
  readonly slowReaderMs: number
  /** Told of a stream that failed. Its reader sees an end without a terminal event, and resumes. */
  onError(error: unknown): void
  /** Called once, when the response is over. */
  onClose(): void
}

/** Without heartbeats (null) a reader has no other sign of a fault than a body that breaks off. */
type BodyOptions = Omit<EventStreamOptions, 'heartbeatMs'> & { readonly heartbeatMs: number | null }

const BUFFER_BYTES = 64 * 1024
const encoder = new TextEncoder()
const HEARTBEAT = encoder.encode(': keep-alive\n\n')

export function openEventStream(stream: Frames<StreamFrame>, headers: Headers, options: EventStreamOptions): Response {
  headers.set('Cache-Control', 'no-store, no-transform')
  return open(stream, renderFrame, headers, options)
}

/** One JSON value a line, without anything else: no ids, no heartbeats. A stream that fails breaks off. */
export function openJsonLines(stream: Frames<StreamFrame>, options: Omit<EventStreamOptions, 'heartbeatMs'>): Response {
  const headers = { 'Content-Type': 'application/x-ndjson', 'X-Accel-Buffering': 'no' }
  const render = ({ data }: StreamFrame) => `${JSON.stringify(data)}\n`
  const lines = { ...options, heartbeatMs: null }
  return new Response(createBody(endWithStop(stream, options.stopSignal), render, lines), { headers })
}

/** The last line says so when the server stops first. */
async function* endWithStop(stream: Frames<StreamFrame>, stopSignal: AbortSignal): Frames<StreamFrame> {
  yield* stream
  if (!stopSignal.aborted) return
  const message = 'the server stops before the end of the answer; what the call began goes on'
  yield [{ id: 'end', event: 'error', data: { type: 'error', fatal: true, message, code: 'SHUTTING_DOWN' } }]
}

/** The same for frames that are text already. */
export function openTextStream(stream: Frames<string>, headers: Headers, options: EventStreamOptions): Response {
  return open(stream, (text) => text, headers, options)
}

function open<Frame>(
  stream: Frames<Frame>,
  render: (frame: Frame) => string,
  headers: Headers,
  options: EventStreamOptions,
): Response {
  headers.set('Content-Type', 'text/event-stream; charset=utf-8')
  headers.set('X-Accel-Buffering', 'no')
  return new Response(createBody(stream, render, options), { headers })
}

function createBody<Frame>(
  stream: Frames<Frame>,
  render: (frame: Frame) => string,
  options: BodyOptions,
): ReadableStream<Uint8Array> {
  const { controller, stopSignal, heartbeatMs, slowReaderMs } = options
  const frames = stream[Symbol.asyncIterator]()
  const readChunk = createChunkReader(frames, render, heartbeatMs)
  let cutTimer: NodeJS.Timeout | undefined
  let isOver = false

  const stop = () => controller.abort()
  const end = () => {
    if (isOver) return
    isOver = true
    clearTimeout(cutTimer)
    stopSignal.removeEventListener('abort', stop)
    controller.abort('the response is over')
    void frames.return?.() // a source that waits at a yield would never see the signal
    options.onClose()
  }
  stopSignal.addEventListener('abort', stop)
  if (stopSignal.aborted) stop()

  return new ReadableStream<Uint8Array>(
    {
      async pull(body) {
        clearTimeout(cutTimer)
        const chunk = await readChunk().catch((error: unknown) => {
          options.onError(error)
          if (heartbeatMs === null) body.error(new Error('the stream failed'))
          return undefined
        })
        if (chunk === undefined && heartbeatMs === null) return end()
        if (!chunk) {
          end()
          return body.close()
        }
        body.enqueue(chunk)
        if ((body.desiredSize ?? 0) > 0) return
        cutTimer = setTimeout(() => {
          end()
          body.error(createCut(slowReaderMs))
        }, slowReaderMs)
      },
      cancel: end,
    },
    { highWaterMark: BUFFER_BYTES, size: (chunk) => chunk.byteLength },
  )
}

/** One line, without a stack: the server prints it, and it is nobody's fault here. */
function createCut(slowReaderMs: number): Error {
  const cut = new Error(`a stream was cut: its reader took nothing for ${slowReaderMs} ms`)
  cut.stack = cut.message
  return cut
}

/** Reads the next frames as bytes, or a heartbeat when there are none in time; null at the end. */
function createChunkReader<Frame>(
  frames: AsyncIterator<readonly Frame[]>,
  render: (frame: Frame) => string,
  heartbeatMs: number | null,
) {
  let next: Promise<IteratorResult<readonly Frame[]>> | null = null
  return async (): Promise<Uint8Array | null> => {
    const { promise: silence, resolve } = Promise.withResolvers<'silence'>()
    const timer = heartbeatMs === null ? undefined : setTimeout(() => resolve('silence'), heartbeatMs)
    try {
      for (;;) {
        next ??= frames.next()
        const result = await Promise.race([next, silence])
        if (result === 'silence') return HEARTBEAT
        next = null
        if (result.done) return null
        if (result.value.length > 0) return encoder.encode(result.value.map(render).join(''))
      }
    } finally {
      clearTimeout(timer)
    }
  }
}

function renderFrame({ id, event, data }: StreamFrame): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
