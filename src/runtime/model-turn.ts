// One model turn: ask, stream what comes into the log, close the turn. A failure is an event, never a throw.
import type { JSONObject, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { NewRunEvent, RunEventData } from '../contracts/run-event.ts'
import { getNextModel } from '../core/next-model.ts'
import { writePlan } from '../core/own-tools.ts'
import type { RunState } from '../core/run-state.ts'
import { listTools } from '../core/run-tools.ts'
import { refuseUnpriced } from '../core/budget.ts'
import { describeModelError } from '../models/model-error.ts'
import { isRequestRefused, requestJson } from '../models/request-json.ts'
import { buildPrompt } from './build-prompt.ts'
import { isOverflow } from '../models/context-windows.ts'
import { findCompression } from './compress-context.ts'
import { createDeltaJoiner } from './delta-joiner.ts'
import { type ActiveRun, readTraceparent, runInSpan, type RuntimeDeps, stamp } from './ports.ts'
import { TurnEndError, TurnReader } from './turn-reader.ts'

type Failure = RunEventData<'turn.failed'>

/** Tries of one turn before the run fails; interruptions by a crash are not counted. */
const MAX_TRIES = 4
const BACKOFF_MS = 500

/** Performs turn `n`. Resolves when the turn is closed in the state, or when this owner may no longer append. */
export async function performTurn(run: ActiveRun, n: number, deps: RuntimeDeps): Promise<void> {
  const spanId = deps.ids.create('span')
  const modelId = run.state.fallbackModel ?? run.definition.model
  const isOwn = modelId === run.definition.model
  const resolved =
    run.model && isOwn
      ? ({ ok: true, model: run.model, isSimulated: false } as const)
      : await deps.resolveModel(modelId)
  const [provider = '', ...name] = modelId.split('/')
  const started: NewRunEvent = {
    type: 'turn.started',
    ...stamp(run, deps.clock),
    spanId,
    data: { n, provider, model: name.join('/'), ...(resolved.ok && resolved.isSimulated && { simulated: true }) },
  }
  if (!(await run.append([started]))) return
  const fail = (failure: Failure, pending: NewRunEvent[] = []) => {
    const data = failure.willRetry ? failure : orFallBack(run, failure, modelId)
    return run.append([...pending, { type: 'turn.failed', ...stamp(run, deps.clock), spanId, data }])
  }
  if (!resolved.ok) {
    await fail({ code: resolved.code, message: resolved.message, willRetry: false })
    return
  }
  const price = deps.findPrice(modelId)
  const refusal = price ? null : refuseUnpriced(run.state, modelId)
  if (refusal !== null) {
    await fail({ code: 'RUN_BUDGET_EXCEEDED', message: refusal, willRetry: false })
    return
  }
  const joiner = createDeltaJoiner(deps.clock, (events) => void run.append(events))
  const reader = new TurnReader({ run, deps, spanId, joiner, price })
  let closing: NewRunEvent[]
  try {
    const options = callOptions(run, { spanId, provider, isOwn })
    const answering = runInSpan(run, spanId, deps, () => resolved.model.doStream(options))
    const { stream } = await orAbort(answering, run.controller.signal)
    await readStream(stream, reader, run.controller.signal)
    closing = reader.close()
  } catch (error) {
    const pending = joiner.take()
    if (!run.controller.signal.aborted) await fail(describeFailure(run, deps, error), pending)
    return
  }
  void run.append([...joiner.take(), ...closing]) // what follows waits for it where it has to
}

/** Rejects as soon as the signal fires, even if the work ignores it. */
async function orAbort<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Reads to the end, or rejects as soon as the signal fires, even if the provider ignores it. */
async function readStream(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  reader: TurnReader,
  signal: AbortSignal,
): Promise<void> {
  const source = stream.getReader()
  const stop = () => void source.cancel().catch(() => undefined)
  signal.addEventListener('abort', stop, { once: true })
  try {
    for (;;) {
      signal.throwIfAborted()
      const { done, value } = await source.read()
      signal.throwIfAborted()
      if (done) return
      reader.push(value)
    }
  } finally {
    signal.removeEventListener('abort', stop)
    stop() // after a fault the provider may still be sending
  }
}

const SETTINGS = [
  'temperature',
  'maxOutputTokens',
  'topP',
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'seed',
  'stopSequences',
  'reasoning',
]

/** So that the log holds all that the next turn needs: nothing is kept at the provider, and reasoning comes encrypted. */
const DEFAULTS: Readonly<Record<string, JSONObject>> = { openai: { store: false } }

/** Standard settings go to the model; every other key of modelConfig goes to the provider it was written for. */
function callOptions(
  run: ActiveRun,
  { spanId, provider, isOwn }: { spanId: string; provider: string; isOwn: boolean },
): LanguageModelV4CallOptions {
  const { definition, state } = run
  const config = Object.entries(definition.modelConfig ?? {})
  const settings = Object.fromEntries(config.filter(([key]) => SETTINGS.includes(key)))
  const own = isOwn ? config.filter(([key]) => !SETTINGS.includes(key)) : []
  const json = hasSchema(run) ? requestJson(definition.resultSchema as JSONObject, provider) : null
  const options = { ...DEFAULTS[provider], ...json?.options, ...Object.fromEntries(own) }
  const tools = listTools(definition, state).map(({ name, description, inputSchema }) => ({
    type: 'function' as const,
    name,
    description,
    inputSchema,
  }))
  // Required until there is a call: on every turn it would leave the model no way to answer.
  const toolChoice = definition.toolChoice === 'required' && hasActed(run.state) ? 'auto' : definition.toolChoice
  const traceparent = readTraceparent(run, spanId)
  return {
    ...settings,
    ...(traceparent !== null && { headers: { traceparent } }),
    prompt: buildPrompt(run),
    ...(tools.length > 0 && { tools, toolChoice: { type: toolChoice } }),
    abortSignal: run.controller.signal,
    ...(json && { responseFormat: json.responseFormat }),
    ...(Object.keys(options).length > 0 && { providerOptions: { [provider]: options as never } }),
  }
}

/** Whether the model has asked for anything but to write its plan. */
function hasActed({ turns }: RunState): boolean {
  return turns.some(({ parts }) => parts.some((part) => part.kind === 'call' && part.toolName !== writePlan.name))
}

/** Whether the model is given the result schema beside the prompt. */
function hasSchema({ definition, state }: ActiveRun): boolean {
  return definition.resultType === 'json' && !state.isSchemaRefused
}

/** A failure that ends the run, unless there is a model left to ask. */
function orFallBack({ definition }: ActiveRun, failure: Failure, modelId: string): Failure {
  const nextModel = getNextModel(definition, modelId)
  return nextModel === undefined ? failure : { ...failure, willRetry: true, nextModel }
}

function asTooLong(run: ActiveRun): ActiveRun {
  return { ...run, state: { ...run.state, isTooLong: true } }
}

/** Decides whether the turn is asked again: a passing fault, tries left, and a delay that ends before the deadline. */
function describeFailure(run: ActiveRun, deps: RuntimeDeps, error: unknown): Failure {
  const nowMs = deps.clock.now()
  const tries = run.state.turnFailures + 1
  if (isOverflow(error) && tries < MAX_TRIES && findCompression(asTooLong(run), null)) {
    return { code: 'PROMPT_TOO_LONG', message: describeModelError(error, nowMs).message, willRetry: true }
  }
  if (hasSchema(run) && isRequestRefused(error)) {
    const { message } = describeModelError(error, nowMs)
    return { code: 'SCHEMA_REFUSED', message: `${message} (asked with the result schema)`, willRetry: true }
  }
  const described = error instanceof TurnEndError ? error : describeModelError(error, nowMs)
  const { message, isRetryable } = described
  const retryAfterMs = 'retryAfterMs' in described ? described.retryAfterMs : undefined
  const backoff = BACKOFF_MS * 2 ** (tries - 1) * (0.5 + deps.ids.random() / 2)
  const delayMs = Math.ceil(retryAfterMs ?? backoff)
  const deadlineMs = run.state.deadlineAt === null ? Infinity : Date.parse(run.state.deadlineAt)
  const willRetry = isRetryable && tries < MAX_TRIES && nowMs + delayMs < deadlineMs
  return { code: 'MODEL_FAILED', message, willRetry, ...(willRetry && { retryAfterMs: delayMs }) }
}
