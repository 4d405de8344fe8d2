// One tool call: run it within its limit, or settle it when a crash left its outcome unknown. Failure is a value.
import type { NewRunEvent } from '../contracts/run-event.ts'
import { LogLevel } from '../contracts/enums.ts'
import { isObject } from '../contracts/scalars.ts'
import type { OpenCall } from '../core/run-state.ts'
import type { Reconciled, Tool, ToolContext } from './define-tool.ts'
import { describeThrown } from './describe-thrown.ts'
import { OutcomeUnknownError } from './outcome-unknown.ts'
import { type ActiveRun, type RuntimeDeps, stamp } from './ports.ts'

type Outcome =
  | { readonly kind: 'completed'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly isRetryable: boolean }
  | { readonly kind: 'unknown'; readonly message: string }

const MAX_OUTPUT_BYTES = 1024 * 1024
const MAX_MESSAGE = 2000

/** Runs or settles one call and writes its outcome; what comes after the end of the run goes to the audit. */
export async function performCall(run: ActiveRun, call: OpenCall, deps: RuntimeDeps): Promise<void> {
  const startedMs = deps.clock.now()
  const tool = run.toolsByName.get(call.toolName)
  const outcome = await settleOrExecute(run, call, tool, deps)
  if (run.controller.signal.reason === 'shutdown' && outcome.kind !== 'completed') return
  const event = renderOutcome(run, call, outcome, startedMs, deps)
  if (!(await run.append([event]))) await run.reportLate(event)
}

function notLoaded(call: OpenCall): Outcome {
  const message = `the code of tool "${call.toolName}" is not loaded`
  return { kind: 'failed', code: 'TOOL_NOT_FOUND', message, isRetryable: false }
}

async function settleOrExecute(
  run: ActiveRun,
  call: OpenCall,
  tool: Tool | undefined,
  deps: RuntimeDeps,
): Promise<Outcome> {
  if (!call.isInterrupted || call.effect !== 'once') return tool ? execute(run, call, tool, deps) : notLoaded(call)
  const reconciled = tool ? await reconcile(call, tool) : null
  if (tool && reconciled?.outcome === 'completed') return checkOutput(tool, reconciled.output)
  if (tool && reconciled?.outcome === 'not-started') return execute(run, call, tool, deps)
  const message =
    'a crash left the outcome of this call unknown: it may or may not have happened, and it was not run again'
  return { kind: 'unknown', message }
}

async function reconcile(call: OpenCall, tool: Tool): Promise<Reconciled<unknown>> {
  if (!tool.reconcile) return null
  try {
    return (await tool.reconcile(call.callId, call.input)) as Reconciled<unknown>
  } catch {
    return null // asking did not help: the outcome stays unknown
  }
}

async function execute(run: ActiveRun, call: OpenCall, tool: Tool, deps: RuntimeDeps): Promise<Outcome> {
  const parsed = tool.parseInput(call.input)
  if (!parsed.ok) return { kind: 'failed', code: 'TOOL_INPUT_INVALID', message: parsed.message, isRetryable: false }
  const controller = new AbortController()
  const signal = AbortSignal.any([run.controller.signal, controller.signal])
  const { timeoutMs } = tool.definition
  const startedMs = deps.clock.now()
  const { operationKey } = tool
  const ran =
    operationKey === undefined
      ? Promise.try(() => tool.execute(parsed.value, createContext(run, call, signal, deps))).then(
          (output) => checkOutput(tool, output),
          (error: unknown) => describeThrow(call, error),
        )
      : callOperation(run, call, { ...tool, operationKey }, signal, deps)
  const { promise: timedOut, resolve } = Promise.withResolvers<Outcome>()
  const callOff = deps.clock.schedule(timeoutMs, () => {
    controller.abort('timeout')
    resolve(describeTimeout(call, timeoutMs))
    void ran.then((late) => run.reportLate(renderOutcome(run, call, late, startedMs, deps)))
  })
  try {
    return await Promise.race([ran, timedOut])
  } finally {
    callOff()
  }
}

/** The operation parses the input itself; the callId makes a repeat of a command safe. */
async function callOperation(
  { creator }: ActiveRun,
  { input, callId }: OpenCall,
  tool: Tool & { readonly operationKey: string },
  signal: AbortSignal,
  deps: RuntimeDeps,
): Promise<Outcome> {
  const answer = await deps.callOperation({ creator, key: tool.operationKey, input, idempotencyKey: callId, signal })
  if (answer.ok) return checkOutput(tool, answer.output)
  const { code, message, isRetryable } = answer
  return { kind: 'failed', code, message, isRetryable }
}

/** A `once` call that is not over may still happen: the model must not take it for failed and try again. */
function describeTimeout({ effect }: OpenCall, timeoutMs: number): Outcome {
  const message = `the call was not over after ${timeoutMs} ms`
  if (effect === 'once') return { kind: 'unknown', message: `${message}; it may still happen, and it is not run again` }
  return { kind: 'failed', code: 'TOOL_TIMEOUT', message, isRetryable: true }
}

function createContext(run: ActiveRun, call: OpenCall, signal: AbortSignal, deps: RuntimeDeps): ToolContext {
  return {
    callId: call.callId,
    runId: run.id,
    signal,
    log(level, message, data) {
      const json: unknown = JSON.parse(stringify(data) ?? 'null')
      const line = {
        level: LogLevel.catch('info').parse(level),
        message: message.slice(0, MAX_MESSAGE),
        source: call.toolName,
        ...(isObject(json) && { data: json }),
      }
      void run.append([{ type: 'log', ...stamp(run, deps.clock), spanId: call.spanId, data: line }])
    },
  }
}

function describeThrow({ effect }: OpenCall, error: unknown): Outcome {
  const message = describeThrown(error) || 'the tool threw'
  if (effect === 'once' && error instanceof OutcomeUnknownError) return { kind: 'unknown', message }
  return { kind: 'failed', code: 'TOOL_EXECUTION_ERROR', message, isRetryable: false }
}

/** An output is JSON of at most 1 MiB that matches the tool's schema; nothing at all becomes null. */
function checkOutput(tool: Tool, output: unknown): Outcome {
  const invalid = (message: string): Outcome => ({
    kind: 'failed',
    code: 'TOOL_OUTPUT_INVALID',
    message,
    isRetryable: false,
  })
  const parsed = tool.parseOutput(output)
  if (!parsed.ok) return invalid(parsed.message)
  const text = stringify(parsed.value)
  if (text === null) return invalid('the output cannot be written as JSON')
  if (Buffer.byteLength(text) > MAX_OUTPUT_BYTES) return invalid('the output is larger than 1 MiB')
  return { kind: 'completed', output: JSON.parse(text) }
}

/** JSON of anything a tool hands over; null when it cannot be written. Nothing at all is JSON's null. */
function stringify(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch {
    return null // cyclic, a big integer, or a toJSON that throws
  }
}

function renderOutcome(
  run: ActiveRun,
  { spanId, callId }: OpenCall,
  outcome: Outcome,
  startedMs: number,
  deps: RuntimeDeps,
): NewRunEvent {
  const envelope = { ...stamp(run, deps.clock), spanId }
  switch (outcome.kind) {
    case 'completed': {
      const durationMs = Math.max(0, deps.clock.now() - startedMs)
      return { type: 'tool.completed', ...envelope, data: { callId, output: outcome.output, durationMs } }
    }
    case 'failed': {
      const { code, message, isRetryable } = outcome
      return { type: 'tool.failed', ...envelope, data: { callId, code, message, retryable: isRetryable } }
    }
    case 'unknown':
      return { type: 'tool.unknown', ...envelope, data: { callId, message: outcome.message } }
  }
}
