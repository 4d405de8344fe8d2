// How what the model is told is made to fit its window. The oldest goes first: earlier runs of the session, then, if the agent
// wants it so, turns of this run, then what is too long of single outputs. Never the instructions, the task or the last turn.
import type { RunEventData } from '../contracts/run-event.ts'
import { listTools } from '../core/run-tools.ts'
import { buildPrompt } from './build-prompt.ts'
import { estimateTokens } from './estimate-tokens.ts'
import type { ActiveRun } from './ports.ts'

type Compression = RunEventData<'context.compressed'>
type Run = Pick<ActiveRun, 'state' | 'definition' | 'history'>

/** Shares of the window: above the first something is done, until it is below the second. */
const FULL = 0.8
const EASED = 0.5
const OUTPUT_CHARACTERS = [20_000, 8000, 3000, 1000]

/** Null when it fits, when nothing is left to shorten, or when that was done since the last turn. */
export function findCompression(run: Run, windowTokens: number): Compression | null {
  const { state, definition, history } = run
  const known = state.compression
  if (known && state.lastPromptTokens === null) return null
  const mayShorten = definition.contextCompression === true
  if (history.length === 0 && !mayShorten) return null
  const scale = measureScale(run)
  const now: Compression = {
    ...(known ?? { shortenedTurns: 0, tokensBefore: 0, tokensAfter: 0 }),
    keptRuns: Math.min(known?.keptRuns ?? Infinity, history.length),
  }
  const measure = (part: Partial<Compression>) => {
    const compression = { ...now, ...part }
    return Math.ceil(scale * estimateRun({ ...run, state: { ...state, compression } }))
  }
  const tokensBefore = measure({})
  if (tokensBefore <= windowTokens * FULL) return null
  const fits = (part: Partial<Compression>) => measure(part) <= windowTokens * EASED
  const next = { ...now, keptRuns: findMost(now.keptRuns, (keptRuns) => fits({ keptRuns })) }
  if (mayShorten && !fits(next)) {
    const most = Math.max(0, state.turns.length - 1 - now.shortenedTurns)
    const whole = findMost(most, (count) => fits({ ...next, shortenedTurns: now.shortenedTurns + most - count }))
    next.shortenedTurns = now.shortenedTurns + most - whole
  }
  if (mayShorten && !fits(next)) {
    const smaller = OUTPUT_CHARACTERS.filter((most) => most < (now.outputCharacters ?? Infinity))
    const most = smaller.find((outputCharacters) => fits({ ...next, outputCharacters })) ?? smaller.at(-1)
    if (most !== undefined) next.outputCharacters = most
  }
  const tokensAfter = measure(next)
  return tokensAfter < tokensBefore ? { ...next, tokensBefore, tokensAfter } : null
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

/** What the provider counted for the last turn against the estimate of the same. */
function measureScale(run: Run): number {
  const { state } = run
  if (!state.lastPromptTokens) return 1
  const before = estimateRun({ ...run, state: { ...state, turns: state.turns.slice(0, -1) } })
  return Math.min(4, Math.max(0.5, state.lastPromptTokens / before))
}

function estimateRun(run: Run): number {
  return estimateTokens([...buildPrompt(run), ...listTools(run.definition, run.state)])
}
