// The whole runtime: ask what to do, perform it, append what came of it, and ask again.
// Never throws outward because of a model or a tool, and never writes after the end of a run.
import { type Action, decide } from '../core/decide.ts'
import { endRun } from '../core/end-run.ts'
import { finishRun } from '../core/finish-run.ts'
import { askOutcomes, startApproved } from './ask-person.ts'
import { findCompression } from './compress-context.ts'
import { performTurn } from './model-turn.ts'
import { type ActiveRun, type RuntimeDeps, stamp } from './ports.ts'
import { provideContext } from './provide-context.ts'
import { performCall } from './tool-call.ts'

/** Works on a run until it has ended, is waiting, or its signal says that this owner must let go of it. */
export async function runLoop(run: ActiveRun, deps: RuntimeDeps): Promise<void> {
  const { state, controller } = run
  const leftMs = state.deadlineAt === null ? 0 : Math.max(0, Date.parse(state.deadlineAt) - deps.clock.now())
  const callOff = deps.clock.schedule(leftMs, () => controller.abort('deadline'))
  try {
    while (!mustLetGo(run)) {
      const action = decide(state, run.definition, readNow(run, deps))
      if (action.kind === 'stop') return
      await perform(run, action, deps)
    }
  } finally {
    callOff()
    await run.whenDurable()
  }
}

/** Once the deadline's timer has fired it is past, even if the clock lags behind the timer or was moved back. */
function readNow({ state, controller: { signal } }: ActiveRun, { clock }: RuntimeDeps): number {
  const deadlineMs = signal.aborted && state.deadlineAt !== null ? Date.parse(state.deadlineAt) : 0
  return Math.max(clock.now(), deadlineMs)
}

function mustLetGo({ controller: { signal }, isHeld }: ActiveRun): boolean {
  return !isHeld() || (signal.aborted && signal.reason !== 'deadline')
}

async function perform(run: ActiveRun, action: Exclude<Action, { kind: 'stop' }>, deps: RuntimeDeps): Promise<void> {
  switch (action.kind) {
    case 'callModel':
      await waitUntil(action.notBeforeMs, run, deps)
      if (run.controller.signal.aborted || (await compressContext(run, deps))) return
      await performTurn(run, action.n, deps)
      return
    case 'searchContext':
      await Promise.race([provideContext(run, deps), aborted(run.controller.signal)])
      return
    case 'checkBudget':
      return checkBudget(run, action.runIds, deps)
    case 'callTools': {
      if (!(await run.whenDurable()) || run.controller.signal.aborted) return
      const calls = action.calls.map((call) => performCall(run, call, deps))
      await Promise.race([Promise.all(calls), aborted(run.controller.signal)])
      return
    }
    case 'startApproved':
      await run.append(startApproved(run, action.calls, deps))
      return
    case 'askOutcome':
      await run.append(askOutcomes(run, action, deps))
      return
    case 'wait':
      await run.append([
        { type: 'run.waiting', ...stamp(run, deps.clock), data: { approvalIds: [...action.approvalIds] } },
      ])
      return
    case 'delegate':
      await run.append([
        { type: 'run.delegated', ...stamp(run, deps.clock), data: { childRunIds: [...action.childRunIds] } },
      ])
      return
    case 'refuse': {
      const { turnSpanId: parentSpanId, refusal: data } = action
      await run.append([{ type: 'result.refused', ...stamp(run, deps.clock), parentSpanId, data }])
      return
    }
    case 'finish':
      await run.append([{ type: 'run.completed', ...stamp(run, deps.clock), data: finishRun(run.state, action) }])
      return
    case 'fail': {
      const terminal = { type: 'run.failed', ...stamp(run, deps.clock), data: action.failure } as const
      await run.append(endRun(run.state, terminal))
    }
  }
}

/** True when what the model is told has been shortened, so that the next turn has to be decided again. */
async function compressContext(run: ActiveRun, deps: RuntimeDeps): Promise<boolean> {
  const data = tryCompression(run, deps.findContextWindow(run.state.fallbackModel ?? run.definition.model))
  if (data) await run.append([{ type: 'context.compressed', ...stamp(run, deps.clock), data }])
  return data !== null
}

/** A prompt that cannot be rendered is a fault of the turn that is asked for. */
function tryCompression(run: ActiveRun, windowTokens: number | null) {
  try {
    return findCompression(run, windowTokens)
  } catch {
    return null
  }
}

/** What is read goes into the log, so that what follows from it can be seen there. */
async function checkBudget(run: ActiveRun, runIds: readonly string[], deps: RuntimeDeps): Promise<void> {
  const used = (await run.whenDurable()) ? await run.readTreeUse(runIds) : null
  if (used) await run.append([{ type: 'budget.checked', ...stamp(run, deps.clock), data: { used } }])
}

async function waitUntil(moment: number, run: ActiveRun, { clock }: RuntimeDeps): Promise<void> {
  const delayMs = moment - clock.now()
  if (delayMs <= 0) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const callOff = clock.schedule(delayMs, resolve)
  await Promise.race([promise, aborted(run.controller.signal)])
  callOff()
}

/** Resolves when the signal fires. */
function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve(), { once: true })
  return promise
}
