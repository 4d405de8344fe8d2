// The answer of a call that has begun: its output, or a stream that ends with the credential it was opened with.
import type { Contract } from '../spec/contract.ts'
import type { Access } from './access.ts'
import type { Answer, CallDeps, Operation, Principal, Stream } from './operation.ts'
import { collectItems, readShape, shapeStream, streamOne } from './shape-answer.ts'
import type { ItemTransform, TaskDeps } from './task-deps.ts'

interface AnswerDeps {
  readonly access: Access
  readonly tasks: Pick<TaskDeps, 'schedule'>
}

export interface Answered {
  readonly operation: Operation
  readonly wantsStream: boolean
  readonly signal: AbortSignal
  readonly contract: Contract
  readonly input: unknown
  readonly principal: Principal
  readonly callDeps: CallDeps
  readonly begun: unknown
  readonly transform: ItemTransform | null
}

/** The answer of an operation that has an output, and may be asked for a stream. */
export async function answerOutput(answered: Answered, deps: AnswerDeps): Promise<Answer> {
  const { operation, contract, input, callDeps, wantsStream } = answered
  const checked = contract.io.output.parse(answered.begun)
  if (!wantsStream) return { ok: true, output: await shapeOutput(checked, answered, deps), stream: null }
  const { signal, watch } = watchCredential(answered, deps)
  const stream = operation.stream?.(input, checked, callDeps, signal) ?? null
  return { ok: true, output: checked, stream: stream && limitStream(stream, watch) }
}

/** An output on which the call wants a filter; the first result stands for it. */
async function shapeOutput(output: unknown, { contract, input, transform }: Answered, deps: AnswerDeps) {
  if (!contract.isShaped) return output
  const params = { shape: readShape(input), transform, schedule: deps.tasks.schedule, onTimeout: () => undefined }
  const values = await collectItems(shapeStream(streamOne(output), params))
  return values.length > 1 ? values : (values[0] ?? null)
}

/** The answer of an operation that always streams; who takes no stream gets all items at the end. */
export async function answerItems(answered: Answered, deps: AnswerDeps): Promise<Answer> {
  const { operation, contract, input, callDeps, begun, transform, wantsStream } = answered
  const { signal, watch, abort } = watchCredential(answered, deps)
  const items = operation.stream?.(input, begun, callDeps, signal)
  if (!items) throw new Error(`${contract.meta.key} has no stream`)
  const onTimeout = () => abort(DEADLINE)
  const params = { shape: readShape(input), transform, schedule: deps.tasks.schedule, onTimeout }
  const stream = limitStream(shapeStream(items, params), watch)
  if (wantsStream) return { ok: true, output: null, stream }
  const output = { items: await collectItems(stream) }
  return { ok: true, output: transform ? output : contract.io.output.parse(output), stream: null }
}

/** Why the signal of a stream fires when the deadline of its answer has passed. */
export const DEADLINE = 'the deadline of the answer has passed'

function watchCredential({ signal, principal }: Answered, deps: AnswerDeps) {
  const controller = new AbortController()
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    watch: () => deps.access.watch(principal, () => controller.abort()),
    abort: (reason: string) => controller.abort(reason),
  }
}

/** A stream that ends with the credential it was opened with. */
async function* limitStream(stream: Stream, watch: () => () => void): Stream {
  const stop = watch()
  try {
    yield* stream
  } finally {
    stop()
  }
}
