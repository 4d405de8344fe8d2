// What a call may ask to be made of its answer: a filter on each item, a deadline and a size for all of it. The last item
// then says what cut it.
import type { ErrorItem } from '../contracts/task.ts'
import { isObject } from '../contracts/scalars.ts'
import type { Stream, StreamFrame } from './operation.ts'
import type { AnswerShape, ItemTransform, TaskDeps } from './task-deps.ts'

/** The shape that an input asks for. */
export function readShape(input: unknown): AnswerShape {
  const given = isObject(input) ? input : {}
  const read = <T>(name: string, isOf: (value: unknown) => value is T) => {
    const value = given[name]
    return isOf(value) ? value : null
  }
  return {
    jq: read('jq', isText),
    python: read('python', isText),
    timeoutSeconds: read('timeout_seconds', isNumber),
    maxTokens: read('max_tokens', isNumber),
  }
}

const isText = (value: unknown) => typeof value === 'string'
const isNumber = (value: unknown) => typeof value === 'number'

export interface ShapeParams {
  readonly shape: AnswerShape
  readonly transform: ItemTransform | null
  readonly schedule: TaskDeps['schedule']
  /** Told when the deadline has passed. */
  readonly onTimeout: () => void
}

/** The frames of a stream, shaped. Ends with the stream, or with an error item. */
export async function* shapeStream(stream: Stream, params: ShapeParams): Stream {
  const { shape, transform, schedule, onTimeout } = params
  const frames = stream[Symbol.asyncIterator]()
  const { promise: deadline, resolve } = Promise.withResolvers<'late'>()
  const callOff =
    shape.timeoutSeconds === null
      ? () => undefined
      : schedule(shape.timeoutSeconds * 1000, () => {
          onTimeout()
          resolve('late')
        })
  const measure = createMeasure(shape.maxTokens)
  try {
    for (;;) {
      const next = await Promise.race([frames.next(), deadline])
      if (next === 'late')
        return yield [renderCut('RUN_TIMEOUT', `the answer took longer than ${shape.timeoutSeconds} s`)]
      if (next.done) return
      for (const frame of next.value) {
        const shaped = await shapeFrame(frame, transform)
        if (!shaped.ok) return yield [renderCut(shaped.code, shaped.message)]
        const excess = measure(shaped.frames)
        if (excess !== null) return yield [renderCut('RESPONSE_TOO_LARGE', excess)]
        if (shaped.frames.length > 0) yield shaped.frames
      }
    }
  } finally {
    callOff()
    await transform?.[Symbol.asyncDispose]()
    void frames.return?.()
  }
}

type Shaped =
  | { readonly ok: true; readonly frames: readonly StreamFrame[] }
  | { readonly ok: false; readonly code: string; readonly message: string }

async function shapeFrame(frame: StreamFrame, transform: ItemTransform | null): Promise<Shaped> {
  if (!transform) return { ok: true, frames: [frame] }
  const result = await transform.apply(frame.data)
  return result.ok ? { ok: true, frames: result.values.map((data) => ({ ...frame, data })) } : result
}

/** Says what is wrong with the size, with these frames added; null: nothing. */
function createMeasure(maxTokens: number | null): (frames: readonly StreamFrame[]) => string | null {
  let bytes = 0
  return (frames) => {
    if (maxTokens === null) return null
    const encoder = new TextEncoder()
    for (const { data } of frames) bytes += encoder.encode(JSON.stringify(data)).length
    const tokens = Math.ceil(bytes / 4)
    return tokens > maxTokens ? `the answer has ${tokens} tokens or more; max_tokens is ${maxTokens}` : null
  }
}

function renderCut(code: string, message: string): StreamFrame {
  const data: ErrorItem = { type: 'error', fatal: true, message, code }
  return { id: 'end', event: 'error', data }
}

/** One value as a stream of one item. */
export async function* streamOne(data: unknown): Stream {
  yield [{ id: '1', event: 'item', data }]
}

/** All items of a stream. */
export async function collectItems(stream: Stream): Promise<unknown[]> {
  const items: unknown[] = []
  for await (const frames of stream) for (const { data } of frames) items.push(data)
  return items
}
