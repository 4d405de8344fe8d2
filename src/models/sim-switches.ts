// Reads `providerOptions.sim`: delay, injected failure and script. A switch that is not understood is an error, so that
// a typing mistake in a test or a demo is seen.
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'

export type SimFailure = 'error' | 'malformed-args' | 'hang'

/** `failure` is what happens to *this* call, `error@N` already decided; null means nothing is injected. */
export type SimSwitches = { delayMs: number; failure: SimFailure | null; script: readonly unknown[] | null }

/** Reads the switches. `delayMs` is the pause before each delta; throws a TypeError that names the wrong switch. */
export function readSimSwitches(options: LanguageModelV4CallOptions, defaultDelayMs: number): SimSwitches {
  const sim = options.providerOptions?.['sim']
  if (!sim) return { delayMs: defaultDelayMs, failure: null, script: null }
  return {
    delayMs: readDelay(sim['delayMs'], 'delayMs') ?? defaultDelayMs,
    failure: readFailure(sim['failure'], options),
    script: readScript(sim['script']),
  }
}

/** A delay in milliseconds, undefined when absent. */
function readDelay(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && value >= 0 && value <= 2 ** 31 - 1) return value
  throw new TypeError(`providerOptions.sim.${name} is ${JSON.stringify(value)}; give milliseconds from 0 up`)
}

function readFailure(value: unknown, options: LanguageModelV4CallOptions): SimFailure | null {
  if (value === undefined || value === null) return null
  if (value === 'error' || value === 'malformed-args' || value === 'hang') return value
  const nth = typeof value === 'string' ? /^error@([1-9]\d*)$/.exec(value)?.[1] : undefined
  if (nth === undefined) {
    const known = 'error, error@N, malformed-args or hang'
    throw new TypeError(`providerOptions.sim.failure is ${JSON.stringify(value)}; give ${known}`)
  }
  return Number(nth) === callNumber(options) ? 'error' : null
}

/** Which call of a conversation this is, counted from 1. It is read off the prompt, so a retry keeps its number. */
function callNumber(options: LanguageModelV4CallOptions): number {
  return options.prompt.filter((message) => message.role === 'assistant').length + 1
}

function readScript(value: unknown): readonly unknown[] | null {
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return value
  throw new TypeError('providerOptions.sim.script is not an array; give a list of turns')
}
