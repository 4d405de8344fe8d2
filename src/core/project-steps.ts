// Steps of a run, folded from its log: messages written, tools called and answered, and the final error.
import type { RunEvent, RunEventData } from '../contracts/run-event.ts'
import type { RunStep } from '../contracts/run.ts'
import { asObject } from './as-object.ts'

export function projectSteps(events: Iterable<RunEvent>): RunStep[] {
  const steps: RunStep[] = []
  const calls = new Map<string, RunStep>()
  const messages: RunStep[] = []
  const add = (step: Omit<RunStep, 'stepNumber' | 'tokensUsed'>): RunStep => {
    const added = { ...step, stepNumber: steps.length + 1, tokensUsed: 0 }
    steps.push(added)
    return added
  }
  for (const event of events) {
    switch (event.type) {
      case 'message.completed':
        messages.push(add(messageStep(event, event.data)))
        break
      case 'turn.completed': {
        const last = messages.at(-1)
        if (last) last.tokensUsed = event.data.usage.totalTokens
        messages.length = 0
        break
      }
      case 'turn.failed': // its messages are void
        messages.length = 0
        break
      case 'tool.started':
        calls.set(event.data.callId, add(callStep(event, event.data)))
        break
      case 'tool.completed':
      case 'tool.failed':
      case 'tool.unknown': {
        const call = calls.get(event.data.callId)
        if (call) add(resultStep(event, closeStep(call, event)))
        break
      }
      case 'run.failed':
        add({
          id: `${event.runId}-${event.seq}`,
          type: 'error',
          output: { code: event.data.code, stage: event.data.stage },
          status: 'error',
          errorMessage: event.data.message,
          startedAt: event.at,
          completedAt: event.at,
        })
        break
      default:
    }
  }
  return steps
}

type Step = Omit<RunStep, 'stepNumber' | 'tokensUsed'>
type ToolEnd = Extract<RunEvent, { type: 'tool.completed' | 'tool.failed' | 'tool.unknown' }>

function messageStep(event: RunEvent, data: RunEventData<'message.completed'>): Step {
  return {
    id: data.messageId,
    type: 'message_creation',
    output: { content: data.content, channel: data.channel },
    status: 'done',
    durationMs: elapsed(data.startedAt, event.at),
    startedAt: data.startedAt,
    completedAt: event.at,
  }
}

function callStep(event: RunEvent, data: RunEventData<'tool.started'>): Step {
  return {
    id: event.spanId ?? data.callId,
    type: 'tool_call',
    ...(data.toolId !== undefined && { toolId: data.toolId }),
    toolName: data.toolName,
    input: asObject(data.input),
    status: 'running',
    startedAt: event.at,
  }
}

/** Marks the call as ended and returns it. */
function closeStep(call: RunStep, event: ToolEnd): RunStep {
  call.status = event.type === 'tool.completed' ? 'done' : 'error'
  call.completedAt = event.at
  call.durationMs = elapsed(call.startedAt, event.at)
  return call
}

function resultStep(event: ToolEnd, call: RunStep): Step {
  return {
    id: `${call.id}-result`,
    type: 'tool_result',
    ...(call.toolId !== undefined && { toolId: call.toolId }),
    ...(call.toolName !== undefined && { toolName: call.toolName }),
    ...(event.type === 'tool.completed'
      ? { output: asObject(event.data.output) }
      : { errorMessage: event.data.message }),
    status: call.status,
    durationMs: elapsed(call.startedAt, event.at),
    startedAt: call.startedAt,
    completedAt: event.at,
  }
}

function elapsed(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from))
}
