// One tool call: run it within its limit, or settle it when a crash left its outcome unknown. Failure is a value.
import type { NewRunEvent } from '../contracts/run-event.ts'
import { LogLevel } from '../contracts/enums.ts'
import type { Source } from '../contracts/run.ts'
import { isObject } from '../contracts/scalars.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { OpenCall } from '../core/run-state.ts'
import type { Reconciled, Tool, ToolContext } from './define-tool.ts'
import { callFunction, checkOutput, executeTool, type Outcome, stringify } from './execute-tool.ts'
import { callSkillTool, skillTools } from './skill-tools.ts'
import { type ActiveRun, readTraceparent, runInSpan, type RuntimeDeps, stamp } from './ports.ts'

const MAX_MESSAGE = 2000
const MAX_SOURCES = 50

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
  const startedMs = deps.clock.now()
  const { operationKey } = tool
  const sources: Source[] = []
  const outcome = await executeTool({
    tool,
    input: call.input,
    effect: call.effect,
    signal: run.controller.signal,
    clock: deps.clock,
    perform: (value, signal) =>
      runInSpan(run, call.spanId, deps, () => {
        if (skillTools.includes(tool)) return callSkillTool(run, call, deps).then(toOutcome)
        return operationKey === undefined
          ? callFunction(tool, call.effect, value, createContext(run, call, { signal, sources }, deps))
          : callOperation(run, call, { ...tool, operationKey }, signal, deps)
      }),
    onLate: (late) => void run.reportLate(renderOutcome(run, call, late, startedMs, deps)),
  })
  return outcome.kind === 'completed' && sources.length > 0 ? { ...outcome, sources } : outcome
}

function toOutcome(answer: Awaited<ReturnType<typeof callSkillTool>>): Outcome {
  return answer.ok ? { kind: 'completed', output: answer.output } : { kind: 'failed', ...answer, isRetryable: false }
}

/** The operation parses the input itself; the callId makes a repeat of a command safe. */
async function callOperation(
  { id: runId, creator, state }: ActiveRun,
  { input, callId }: OpenCall,
  tool: Tool & { readonly operationKey: string },
  signal: AbortSignal,
  deps: RuntimeDeps,
): Promise<Outcome> {
  const { agentId, hierarchy = null, origin, ancestors = [] } = state.created
  const caller = { runId, agentId, hierarchy, origin: origin.kind, rootRunId: ancestors[0]?.runId ?? null }
  const call = { creator, caller, key: tool.operationKey, input, idempotencyKey: callId, signal }
  const answer = await deps.callOperation(call)
  if (answer.ok) return checkOutput(tool, answer.output)
  const { code, message, isRetryable } = answer
  return { kind: 'failed', code, message, isRetryable }
}

/** `sources` are collected. */
function createContext(
  run: ActiveRun,
  call: OpenCall,
  { signal, sources }: { readonly signal: AbortSignal; readonly sources: Source[] },
  deps: RuntimeDeps,
): ToolContext {
  return {
    callId: call.callId,
    runId: run.id,
    traceparent: readTraceparent(run, call.spanId),
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
    now: () => deps.clock.now(),
    fetch: (url, init) => deps.fetch(run.creator.organizationId, url, init),
    addSource(source) {
      if (sources.length < MAX_SOURCES) sources.push(checkSource(source))
    },
  }
}

function checkSource({ url, title, ref }: Source): Source {
  const cut = (text: unknown) => (typeof text === 'string' ? text.slice(0, MAX_MESSAGE) : undefined)
  return omitAbsent({ url: cut(url), title: cut(title), ref: cut(ref) })
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
      const { output, sources } = outcome
      return {
        type: 'tool.completed',
        ...envelope,
        data: { callId, output, durationMs, ...(sources && { sources: [...sources] }) },
      }
    }
    case 'failed': {
      const { code, message, isRetryable } = outcome
      return { type: 'tool.failed', ...envelope, data: { callId, code, message, retryable: isRetryable } }
    }
    case 'unknown':
      return { type: 'tool.unknown', ...envelope, data: { callId, message: outcome.message } }
  }
}
