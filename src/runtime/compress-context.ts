// How what the model is told is made to fit its window. The oldest goes first: earlier runs of the session, then, if the agent
// wants it so, turns of this run, then what is too long of single outputs. Never the instructions, the task or the last turn.
import type { RunEventData } from '../contracts/run-event.ts'
import type { Compression } from '../core/run-state.ts'
import { listTools } from '../core/run-tools.ts'
import { buildPrompt } from './build-prompt.ts'
import { estimateTokens } from './estimate-tokens.ts'
import type { ActiveRun } from './ports.ts'

type Run = Pick<ActiveRun, 'state' | 'definition' | 'history'>

/** Shares of the window: above the first something is done, until it is below the second. */
const FULL = 0.8
const EASED = 0.5
const OUTPUT_CHARACTERS = [20_000, 8000, 3000, 1000]

/**
 * Null when it fits, when nothing is left to shorten, or when that was done since the last turn. A provider that refused the
 * prompt knows better than `windowTokens`, which is null when nobody knows.
 */
export function findCompression(run: Run, windowTokens: number | null): RunEventData<'context.compressed'> | null {
  const { state, definition, history } = run
  const known = state.compression
  const isDone = known !== null && state.lastPromptTokens === null
  if (!state.isTooLong && (windowTokens === null || isDone)) return null
  const mayShorten = definition.contextCompression === true
  if (history.length === 0 && !mayShorten) return null
  const excess = measureExcess(run)
  const measure = (compression: Compression | null) =>
    excess + estimateRun({ ...run, state: { ...state, compression } })
  const tokensBefore = measure(known)
  const most = Math.min(windowTokens ?? Infinity, state.isTooLong ? tokensBefore : Infinity)
  if (tokensBefore <= most * FULL) return null
  const fits = (compression: Compression) => measure(compression) <= most * EASED

  const [runs, first] = [Math.min(known?.keptRuns ?? Infinity, history.length), known?.shortenedTurns ?? 0]
  const whole = { keptRuns: runs, shortenedTurns: first, turns: state.turns.length, tokensBefore, tokensAfter: 0 }
  const next: Compression = { ...whole, keptRuns: findMost(runs, (keptRuns) => fits({ ...whole, keptRuns })) }
  if (mayShorten && !fits(next)) {
    const last = Math.max(first, state.turns.length - 1)
    next.shortenedTurns = last - findMost(last - first, (kept) => fits({ ...next, shortenedTurns: last - kept }))
  }
  if (mayShorten && !fits(next)) {
    const fitting = OUTPUT_CHARACTERS.find((outputCharacters) => fits({ ...next, outputCharacters }))
    next.outputCharacters = fitting ?? Math.min(...OUTPUT_CHARACTERS)
  }
  const { turns: _turns, ...data } = { ...next, tokensAfter: measure(next) }
  return data.tokensAfter < tokensBefore ? data : null
}

/** The largest number up to `most` that fits; 0 when none does. What fits with more fits with less. */
function findMost(most: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, most]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}

/** By how much the provider counted more for the last turn than is estimated for it. */
function measureExcess(run: Run): number {
  const { state } = run
  if (state.lastPromptTokens === null) return 0
  const estimated = estimateRun({ ...run, state: { ...state, turns: state.turns.slice(0, -1) } })
  return Math.max(0, state.lastPromptTokens - estimated)
}

function estimateRun(run: Run): number {
  return estimateTokens([...buildPrompt(run), ...listTools(run.definition, run.state)])
}
