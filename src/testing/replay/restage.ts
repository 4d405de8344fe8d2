// Plays a recorded run again with an agent as its code is now: the model, the tools and the people say what they said, and
// everything between them (templates, schemas, approvals, limits, the loop itself) is real. Nothing outside is touched.
import type { AgentDefinition } from '../../contracts/agent-definition.ts'
import type { NewRunEvent, RunEvent } from '../../contracts/run-event.ts'
import { resumeRun } from '../../core/resume-run.ts'
import type { Fixture } from '../../core/run-fixture.ts'
import { applyEvent, foldEvents } from '../../core/run-state.ts'
import { takeOver } from '../../core/take-over.ts'
import type { Agent } from '../../runtime/define-agent.ts'
import type { Tool } from '../../runtime/define-tool.ts'
import type { ActiveRun, RuntimeDeps } from '../../runtime/ports.ts'
import { planTool } from '../../runtime/own-tool.ts'
import { runLoop } from '../../runtime/run-loop.ts'
import { skillTools } from '../../runtime/skill-tools.ts'
import { createPlayback, type Playback } from './playback.ts'
import { createRecordedContext } from './recorded-context.ts'

/** Thrown for a call that did not succeed; the recorded outcome takes the place of the failure. */
const PLAYED = 'played from the record'

/** The new log. It stops, without an end, where the record has no answer. */
export async function restage(
  { events: recorded, history, definition: before }: Fixture,
  agent: Agent,
  definition: AgentDefinition,
): Promise<RunEvent[]> {
  const [first] = recorded
  if (first?.type !== 'run.created') throw new Error('the log of the fixture does not start with run.created')
  const { at } = first
  const playback = createPlayback(recorded)
  const log: RunEvent[] = [createFirst(first, before, definition)]
  const state = foldEvents(log)
  const controller = new AbortController()
  const stop = () => controller.abort('shutdown')
  const calls = createCalls(playback, stop)
  const append = async (events: readonly NewRunEvent[]) => {
    for (const each of events) {
      const event = { v: 1, runId: state.runId, seq: log.length + 1, ...calls.play(each) } as RunEvent
      log.push(event)
      applyEvent(state, event)
    }
    return true
  }
  const run: ActiveRun = {
    id: state.runId,
    creator: { organizationId: first.data.organizationId, credentialId: null },
    state,
    definition,
    toolsByName: new Map(
      [planTool, ...skillTools, ...agent.tools.map(calls.playTool)].map((tool) => [tool.definition.name, tool]),
    ),
    model: playback.createModel(stop),
    history,
    context: createRecordedContext(recorded),
    controller,
    isHeld: () => true,
    append,
    whenDurable: () => Promise.resolve(true),
    readTreeUse: () => Promise.resolve([]),
    reportLate: () => Promise.resolve(),
  }
  const deps = createDeps(Date.parse(at))
  do {
    await append(resumeRun(state, at))
    await append(takeOver(state, at))
    await runLoop(run, deps)
    for (const { approvalId, callId, kind } of state.approvals.values()) {
      const data = playback.findAnswer(calls.getRecordedId(callId), kind === 'unknown')
      if (data) await append([{ type: 'approval.resolved', at, data: { ...data, approvalId, callId } }])
    }
  } while (state.status === 'waiting' && state.approvals.size === 0)
  return log
}

type Created = Extract<RunEvent, { type: 'run.created' }>

/** The run as the agent would begin it now. A limit of turns that the caller had set is kept. */
function createFirst(first: Created, before: AgentDefinition, now: AgentDefinition): Created {
  const { forkedFrom: _forkedFrom, ancestors: _ancestors, ...data } = first.data
  const { timeoutMs, maxIterations: recorded } = data.limits
  const maxIterations = recorded === before.maxIterations ? now.maxIterations : recorded
  const limits = {
    timeoutMs,
    maxIterations,
    ...(now.maxTokensPerRun !== undefined && { maxTokens: now.maxTokensPerRun }),
  }
  return { ...first, seq: 1, data: { ...data, model: now.model, resultType: now.resultType, limits } }
}

/** Time stands still, no timer ever fires, and ids are numbers. */
function createDeps(nowMs: number): RuntimeDeps {
  let ids = 0
  return {
    clock: { now: () => nowMs, schedule: () => () => undefined },
    ids: { create: (prefix) => `${prefix}_${(ids += 1)}`, random: () => 0 },
    runInTrace: (_traceparent, work) => work(),
    resolveModel: () => Promise.reject(new Error('the model is played from the record')),
    callOperation: () => Promise.reject(new Error('operations are played from the record')),
    findContextWindow: () => null,
    findPrice: () => ({ input: 0, output: 0 }),
    fetch: () => Promise.reject(new Error('tools are played from the record')),
  }
}

/** Ties the calls of the new log to the recorded ones, which the played model names them by. */
function createCalls({ outcomesById }: Playback, stop: () => void) {
  const recordedIds = new Map<string, string>()
  const getRecordedId = (callId: string) => recordedIds.get(callId) ?? callId
  return {
    getRecordedId,
    /** What goes into the log for an event: a call of an agent is played like any other; a failure is the recorded one. */
    play(event: NewRunEvent): NewRunEvent {
      if (event.type === 'tool.started' || event.type === 'approval.requested') {
        const id = event.data.providerMetadata?.['errand']?.['toolCallId']
        if (typeof id === 'string') recordedIds.set(event.data.callId, id)
      }
      if (event.type === 'tool.started') return { ...event, data: { ...event.data, child: undefined } }
      if (event.type !== 'tool.failed' || event.data.message !== PLAYED) return event
      const { callId } = event.data
      const outcome = outcomesById.get(getRecordedId(callId))
      return outcome ? ({ ...event, type: outcome.type, data: { ...outcome.data, callId } } as NewRunEvent) : event
    },
    playTool: ({ operationKey: _operationKey, ...tool }: Tool): Tool => ({
      ...tool,
      execute(_input, { callId, addSource }) {
        const outcome = outcomesById.get(getRecordedId(callId))
        if (!outcome) stop()
        if (outcome?.type !== 'tool.completed') throw new Error(PLAYED)
        outcome.data.sources?.forEach(addSource)
        return outcome.data.output
      },
    }),
  }
}
