// Folds a run's log again and checks every decision: what is recorded next must be what `decide` calls for.
// Offline: no model and no tool is called; what they answered is taken from the log.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import { eventData, isOfChild, isTerminal, type NewRunEvent, type RunEvent } from '../contracts/run-event.ts'
import { isAskedBy } from './asked-calls.ts'
import { checkEvent, isSameEvent } from './check-event.ts'
import { type Action, decide } from './decide.ts'
import { describeAction, describeEvent } from './describe-action.ts'
import { cancelRun, endRun } from './end-run.ts'
import { finishRun } from './finish-run.ts'
import { applyEvent, foldEvents, type RunState } from './run-state.ts'
import { takeOver } from './take-over.ts'

export interface Divergence {
  readonly seq: number
  /** What the log up to there calls for. */
  readonly decided: string
  /** What the log says instead. */
  readonly recorded: string
}

export interface Replay {
  /** How many events were checked: all but deltas, log lines and types that this version does not know. */
  readonly checked: number
  /** In order, at most twenty. The first is the cause; those after it may be its consequences. */
  readonly divergences: readonly Divergence[]
}

const MAX_DIVERGENCES = 20
/** A timer may be early, and the clocks of two owners may differ, by this much. */
const CLOCK_SLACK_MS = 1000
const unchecked: readonly string[] = ['log', 'message.delta', 'reasoning.delta']

/** Checks a log, with or without its deltas, ended or not, against the definition of the run's revision. */
export function replayRun(events: readonly RunEvent[], definition: AgentDefinition): Replay {
  const [first] = events
  if (first?.type !== 'run.created') {
    const recorded = first ? describeEvent(first) : 'nothing'
    return { checked: 0, divergences: [{ seq: 1, decided: 'start with run.created', recorded }] }
  }
  const replay = new Replayer(events, foldEvents([first]), definition)
  const own = events.slice(1 + (first.data.forkedFrom?.copied ?? 0))
  return { checked: own.filter(isChecked).length, divergences: replay.listDivergences() }
}

function isChecked({ type }: RunEvent): boolean {
  return Object.hasOwn(eventData, type) && !unchecked.includes(type)
}

class Replayer {
  readonly #events: readonly RunEvent[]
  readonly #state: RunState
  readonly #definition: AgentDefinition
  readonly #endIndex: number
  /** Events that were taken over from another run: they follow from its log, and perhaps not from this one's. */
  readonly #copied: number
  /**
   * What the owner may have decided since its last event. A person's answer, or the end of a run below, may reach the log
   * between a decision and its event, so that the decisions before and after it are both possible.
   */
  #decisions: readonly Action[]
  /** Events that are written together with the one before. */
  #promised: readonly NewRunEvent[] = []
  /** Span of the turn that is writing the calls it asks for. */
  #askingTurn: string | null = null

  constructor(events: readonly RunEvent[], state: RunState, definition: AgentDefinition) {
    this.#events = events
    this.#state = state
    this.#definition = definition
    this.#endIndex = events.findIndex(isTerminal)
    this.#copied = state.created.forkedFrom?.copied ?? 0
    this.#decisions = [decide(state, definition, 0)]
  }

  listDivergences(): Divergence[] {
    const divergences: Divergence[] = []
    for (const [index, event] of this.#events.entries()) {
      if (index === 0) continue
      const decided = index <= this.#copied ? null : this.#check(event, index)
      if (decided !== null) divergences.push({ seq: event.seq, decided, recorded: describeEvent(event) })
      if (divergences.length === MAX_DIVERGENCES) break
      this.#apply(event, index)
    }
    return divergences
  }

  /** Null when the event is what was called for, else what was. */
  #check(event: RunEvent, index: number): string | null {
    const [promised, ...later] = this.#promised
    this.#promised = later
    if (promised) return isSameEvent(event, promised) ? null : describeEvent(promised)
    const ending = this.#findEnding(index)
    if (ending) {
      this.#promised = ending.slice(1)
      return null
    }
    if (event.type === 'run.started' || event.type === 'run.recovered') return this.#checkTakeOver(event)
    const next = this.#events[index + 1]
    const verdict = checkEvent(event, {
      state: this.#state,
      definition: this.#definition,
      decisions: this.#decisions,
      askingTurn: this.#askingTurn,
      isRefused: next?.type === 'tool.failed' && next.spanId === event.spanId,
    })
    if (verdict === true) return null
    return verdict === false ? this.#describeDecisions() : verdict
  }

  #checkTakeOver(event: RunEvent): string | null {
    if (this.#state.waitingSince !== null) return this.#describeDecisions()
    const [first = event, ...rest] = takeOver(this.#state, event.at)
    const isSame = isSameEvent(event, first)
    if (isSame) this.#promised = rest
    return isSame ? null : describeEvent(first)
  }

  /** The end that was decided, when it is what stands from here to the terminal event: open spans closed, then the end. */
  #findEnding(index: number): NewRunEvent[] | null {
    const { openCalls, turn } = this.#state
    const terminal = this.#events[this.#endIndex]
    if (!terminal || this.#endIndex - index !== openCalls.size + (turn ? 1 : 0)) return null
    const recorded = this.#events.slice(index, this.#endIndex + 1)
    const isRecorded = (ending: NewRunEvent[]) =>
      recorded.every((event, place) => isSameEvent(event, ending[place] ?? null))
    return this.#listEndings(terminal).find(isRecorded) ?? null
  }

  #listEndings(terminal: RunEvent): NewRunEvent[][] {
    const { at } = terminal
    const { attempt } = this.#state
    if (terminal.type === 'run.cancelled') {
      const { by, reason = null } = terminal.data
      return [cancelRun(this.#state, { at, by, reason })]
    }
    const late = decide(this.#state, this.#definition, Date.parse(at) + CLOCK_SLACK_MS)
    const isLate = late.kind === 'fail' && late.failure.code === 'RUN_TIMEOUT'
    return [...this.#decisions, ...(isLate ? [late] : [])]
      .flatMap((action): NewRunEvent[][] => {
        if (action.kind === 'fail') {
          return [endRun(this.#state, { type: 'run.failed', at, attempt, data: action.failure })]
        }
        if (action.kind !== 'finish') return []
        return [[{ type: 'run.completed', at, attempt, data: finishRun(this.#state, action) }]]
      })
      .concat([takeOver(this.#state, at)])
  }

  #apply(event: RunEvent, index: number): void {
    if (!isChecked(event)) return
    applyEvent(this.#state, event)
    const atMs = Date.parse(event.at)
    const decisions = this.#state.turn ? [] : [decide(this.#state, this.#definition, atMs - CLOCK_SLACK_MS)]
    this.#decisions =
      event.type === 'approval.resolved' || isOfChild(event) ? [...this.#decisions, ...decisions] : decisions
    if (event.type === 'turn.completed') this.#askingTurn = event.spanId ?? null
    else if (!isAskedBy(this.#askingTurn ?? '', event, this.#events[index - 1])) this.#askingTurn = null
  }

  #describeDecisions(): string {
    const { turn } = this.#state
    if (turn) return `the end of the turn that is open (${turn.spanId})`
    return [...new Set(this.#decisions.map(describeAction))].join(', or ')
  }
}
