import { describe, expect, it } from 'vitest'
import type { StreamFrame } from '../../operations/operation.ts'
import { readFrames } from '../../testing/read-frames.ts'
import { type EventStreamOptions, openEventStream } from './event-stream.ts'

type Batch = readonly StreamFrame[]

const frame = (id: number, data: unknown = {}): StreamFrame => ({ id: String(id), event: 'log', data })

/** Opens a stream whose end and faults are written down. */
function open(stream: AsyncIterable<Batch>, options: Partial<EventStreamOptions> = {}) {
  const controller = new AbortController()
  const stop = new AbortController()
  const errors: unknown[] = []
  const seen = { closed: 0 }
  const response = openEventStream(stream, new Headers(), {
    controller,
    stopSignal: stop.signal,
    heartbeatMs: 60_000,
    slowReaderMs: 60_000,
    onError: (error) => void errors.push(error),
    onClose: () => (seen.closed += 1),
    ...options,
  })
  return { response, controller, stop, errors, seen }
}

async function* listBatches(...batches: Batch[]): AsyncGenerator<Batch> {
  yield* batches
}

/** Waits for the signal, as a live run does; says when it was let go of. */
function createEndless(first: Batch = [frame(1)]) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const stream = async function* (signal: AbortSignal): AsyncGenerator<Batch> {
    try {
      yield first
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    } finally {
      release()
    }
  }
  return { stream, released }
}

describe('frames', () => {
  it('are written as id, event and one line of data', async () => {
    const { response } = open(listBatches([frame(1, { text: 'a\n\nb\r\ndata: [DONE]\n' })]))
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(await response.text()).toBe('id: 1\nevent: log\ndata: {"text":"a\\n\\nb\\r\\ndata: [DONE]\\n"}\n\n')
  })

  it('go on after batches that a filter has emptied', async () => {
    const { response, seen } = open(listBatches([], [], [], [frame(7)], [], [], [], [frame(8)], []))
    const ids: number[] = []
    for await (const { id } of readFrames(response)) ids.push(id)
    expect(ids).toEqual([7, 8])
    expect(seen.closed).toBe(1)
  })
})

describe('heartbeats', () => {
  it('are sent as comments while nothing happens, and no reader takes them for events', async () => {
    const endless = createEndless()
    const controller = new AbortController()
    const { response } = open(endless.stream(controller.signal), { controller, heartbeatMs: 5 })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (text.split(': keep-alive\n\n').length < 4) text += (await reader?.read())?.value ?? ''
    await reader?.cancel()
    expect(text).toMatch(/^id: 1\nevent: log\ndata: \{\}\n\n(: keep-alive\n\n){3,}$/)
    const frames: number[] = []
    for await (const { id } of readFrames(new Response(text))) frames.push(id)
    expect(frames).toEqual([1])
  })

  it('come also while every batch is filtered out', async () => {
    const controller = new AbortController()
    const busy = async function* (): AsyncGenerator<Batch> {
      while (!controller.signal.aborted) {
        await new Promise(setImmediate)
        yield []
      }
    }
    const { response } = open(busy(), { controller, heartbeatMs: 5 })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe(': keep-alive\n\n')
    await reader?.cancel()
  })
})

describe('the end', () => {
  it('lets go of the source when the reader goes away while it waits', async () => {
    const endless = createEndless()
    const controller = new AbortController()
    const { response, seen } = open(endless.stream(controller.signal), { controller })
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await endless.released
    expect([controller.signal.aborted, seen.closed]).toEqual([true, 1])
  })

  it('lets go of the source when the reader goes away while the buffer is full', async () => {
    const { promise: released, resolve } = Promise.withResolvers<void>()
    const full = async function* (): AsyncGenerator<Batch> {
      try {
        for (let id = 1; ; id += 1) yield [frame(id, 'x'.repeat(100_000))]
      } finally {
        resolve()
      }
    }
    const { response, seen } = open(full())
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await released
    expect(seen.closed).toBe(1)
  })

  it('comes when the server stops, without an error', async () => {
    const endless = createEndless()
    const controller = new AbortController()
    const { response, stop, seen } = open(endless.stream(controller.signal), { controller })
    const frames: number[] = []
    for await (const { id } of readFrames(response)) {
      frames.push(id)
      stop.abort()
    }
    await endless.released
    expect([frames, seen.closed]).toEqual([[1], 1])
  })

  it('comes at once for a stream that is opened while the server stops', async () => {
    const controller = new AbortController()
    const endless = createEndless([])
    const { response, seen } = open(endless.stream(controller.signal), { controller, stopSignal: AbortSignal.abort() })
    expect([controller.signal.aborted, seen.closed]).toEqual([true, 0])
    await response.body?.cancel()
    expect(seen.closed).toBe(1)
  })

  it('comes without a word about the fault when the source fails, and the fault is reported', async () => {
    const failing = async function* (): AsyncGenerator<Batch> {
      yield [frame(1)]
      throw new Error('secret path /var/lib')
    }
    const { response, errors, seen } = open(failing())
    expect(await response.text()).toBe('id: 1\nevent: log\ndata: {}\n\n')
    expect(errors).toMatchObject([{ message: 'secret path /var/lib' }])
    expect(seen.closed).toBe(1)
  })
})

describe('a reader that never reads', () => {
  it('is handed no more than the buffer, and is cut after slowReaderMs', async () => {
    let pulled = 0
    const { promise: released, resolve } = Promise.withResolvers<void>()
    const flood = async function* (): AsyncGenerator<Batch> {
      try {
        for (let id = 1; ; id += 1) {
          pulled += 1
          yield [frame(id, 'x'.repeat(10_000))]
        }
      } finally {
        resolve()
      }
    }
    const { response, controller, seen } = open(flood(), { slowReaderMs: 20 })
    await released
    expect(pulled).toBeLessThanOrEqual(8) // 64 KiB of 10 KB frames
    expect([controller.signal.aborted, seen.closed]).toEqual([true, 1])
    await expect(response.text()).rejects.toThrow('its reader took nothing')
  })

  it('is not cut when it reads again in time', async () => {
    const { response, seen } = open(
      (async function* (): AsyncGenerator<Batch> {
        for (let id = 1; id <= 50; id += 1) yield [frame(id, 'x'.repeat(10_000))]
      })(),
      { slowReaderMs: 5_000 },
    )
    const ids: number[] = []
    for await (const { id } of readFrames(response)) ids.push(id)
    expect(ids).toHaveLength(50)
    expect(seen.closed).toBe(1)
  })
})
