// Steps of tool calls: the call, and what became of it, be it by the tool or by a person.
import type { RunEvent, RunEventData } from '../contracts/run-event.ts'
import type { RunStep } from '../contracts/run.ts'
import { asObject } from './as-object.ts'

export type Step = Omit<RunStep, 'stepNumber' | 'tokensUsed'>
/** Numbers a step and puts it behind the others. */
export type AddStep = (step: Step) => RunStep
type ToolEnd = Extract<RunEvent, { type: 'tool.completed' | 'tool.failed' | 'tool.unknown' }>

/** Adds the steps that one event of a call makes. `calls` holds the step of each call, by callId. */
export function addCallSteps(event: RunEvent, calls: Map<string, RunStep>, add: AddStep): void {
  switch (event.type) {
    case 'approval.requested': // about an unknown outcome: the call has its step
      if (calls.has(event.data.callId)) return
      calls.set(event.data.callId, add({ ...callStep(event, event.data), status: 'waiting' }))
      return
    case 'approval.resolved': {
      const call = calls.get(event.data.callId)
      if (call && event.data.decision !== 'approved') add(answerStep(event, event.data, call))
      return
    }
    case 'tool.started': {
      const call = calls.get(event.data.callId)
      if (call) Object.assign(call, callStep(event, event.data))
      else calls.set(event.data.callId, add(callStep(event, event.data)))
      return
    }
    case 'tool.completed':
    case 'tool.failed':
    case 'tool.unknown': {
      const call = calls.get(event.data.callId)
      if (call) add(resultStep(event, call))
      return
    }
    default:
  }
}

function callStep(event: RunEvent, data: RunEventData<'tool.started' | 'approval.requested'>): Step {
  return {
    id: event.spanId ?? data.callId,
    type: 'tool_call',
    ...('toolId' in data && data.toolId !== undefined && { toolId: data.toolId }),
    toolName: data.toolName,
    input: asObject(data.input),
    status: 'running',
    startedAt: event.at,
  }
}

/** Marks the call as ended and returns it. */
function closeStep(call: RunStep, status: 'done' | 'error' | 'cancelled', at: string): RunStep {
  call.status = status
  call.completedAt = at
  call.durationMs = elapsed(call.startedAt, at)
  return call
}

/** What came of a call that ran. */
function resultStep(event: ToolEnd, call: RunStep): Step {
  const isDone = event.type === 'tool.completed'
  const step = endStep(closeStep(call, isDone ? 'done' : 'error', event.at), 'result')
  return isDone ? { ...step, output: asObject(event.data.output) } : { ...step, errorMessage: event.data.message }
}

/** What a person gave in place of a result; of a call with an unknown outcome it is the second result. */
function answerStep(event: RunEvent, data: RunEventData<'approval.resolved'>, call: RunStep): Step {
  const isDone = data.decision !== 'rejected' && data.outcome !== 'failed'
  const step = endStep(closeStep(call, isDone ? 'done' : 'error', event.at), data.decision)
  return isDone
    ? { ...step, output: asObject(data.output ?? null) }
    : { ...step, errorMessage: data.reason ?? `${data.decision} by ${data.by}` }
}

/** A call that nobody answered for ends with its run. */
export function closeWaiting(calls: Iterable<RunStep>, { at }: RunEvent): void {
  for (const call of calls) if (call.status === 'waiting') closeStep(call, 'cancelled', at)
}

function endStep(call: RunStep, suffix: string): Step {
  return {
    id: `${call.id}-${suffix}`,
    type: 'tool_result',
    ...(call.toolId !== undefined && { toolId: call.toolId }),
    ...(call.toolName !== undefined && { toolName: call.toolName }),
    status: call.status,
    ...(call.durationMs !== undefined && { durationMs: call.durationMs }),
    startedAt: call.startedAt,
    ...(call.completedAt !== undefined && { completedAt: call.completedAt }),
  }
}

export function elapsed(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from))
}
