// Performs one call of a tool within its limit. Whatever it does, the outcome is a value.
import type { Effect } from '../contracts/enums.ts'
import type { Source } from '../contracts/run.ts'
import type { Tool, ToolContext } from './define-tool.ts'
import { describeThrown } from './describe-thrown.ts'
import { OutcomeUnknownError } from './outcome-unknown.ts'
import type { Clock } from './ports.ts'
import { ToolFailure } from './tool-failure.ts'

export type Outcome =
  | { readonly kind: 'completed'; readonly output: unknown; readonly sources?: readonly Source[] }
  | {
      readonly kind: 'failed'
      readonly code: string
      readonly message: string
      readonly isRetryable: boolean
      /** The tool could not be called at all. */
      readonly isNotInvoked?: true
    }
  | { readonly kind: 'unknown'; readonly message: string }

export interface Execution {
  readonly tool: Tool
  readonly input: unknown
  readonly effect: Effect
  /** Calls it off from outside. */
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Does it, with the parsed input. */
  perform(input: unknown, signal: AbortSignal): Promise<Outcome>
  /** Told of what comes after the limit. */
  onLate(outcome: Outcome): void
}

const MAX_OUTPUT_BYTES = 1024 * 1024

export async function executeTool({ tool, input, effect, clock, ...rest }: Execution): Promise<Outcome> {
  const parsed = tool.parseInput(input)
  if (!parsed.ok) return { kind: 'failed', code: 'TOOL_INPUT_INVALID', message: parsed.message, isRetryable: false }
  const controller = new AbortController()
  const signal = AbortSignal.any([rest.signal, controller.signal])
  const { timeoutMs } = tool.definition
  const ran = rest.perform(parsed.value, signal)
  const { promise: timedOut, resolve } = Promise.withResolvers<Outcome>()
  const callOff = clock.schedule(timeoutMs, () => {
    controller.abort('timeout')
    resolve(describeTimeout(effect, timeoutMs))
    void ran.then((late) => rest.onLate(late))
  })
  try {
    return await Promise.race([ran, timedOut])
  } finally {
    callOff()
  }
}

export function callFunction(tool: Tool, effect: Effect, input: unknown, context: ToolContext): Promise<Outcome> {
  return Promise.try(() => tool.execute(input, context)).then(
    (output) => checkOutput(tool, output),
    (error: unknown) => describeThrow(effect, error),
  )
}

/** A `once` call that is not over may still happen: the model must not take it for failed and try again. */
function describeTimeout(effect: Effect, timeoutMs: number): Outcome {
  const message = `the call was not over after ${timeoutMs} ms`
  if (effect === 'once') return { kind: 'unknown', message: `${message}; it may still happen, and it is not run again` }
  return { kind: 'failed', code: 'TOOL_TIMEOUT', message, isRetryable: true }
}

function describeThrow(effect: Effect, error: unknown): Outcome {
  const message = describeThrown(error) || 'the tool threw'
  if (effect === 'once' && error instanceof OutcomeUnknownError) return { kind: 'unknown', message }
  const isOwn = error instanceof ToolFailure
  const code = isOwn ? error.code : 'TOOL_EXECUTION_ERROR'
  const isNotInvoked = isOwn && error.isNotInvoked
  return {
    kind: 'failed',
    code,
    message,
    isRetryable: isOwn && error.isRetryable,
    ...(isNotInvoked && { isNotInvoked }),
  }
}

/** An output is JSON of at most 1 MiB that matches the tool's schema; nothing at all becomes null. */
export function checkOutput(tool: Tool, output: unknown): Outcome {
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
export function stringify(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch {
    return null // cyclic, a big integer, or a toJSON that throws
  }
}
