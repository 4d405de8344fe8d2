// Steps of a run, folded from its log: messages written, tools called and answered, and the final error.
import { isTerminal, type RunEvent, type RunEventData } from '../contracts/run-event.ts'
import type { RunStep } from '../contracts/run.ts'
import { type AddStep, addCallSteps, closeWaiting, elapsed, type Step } from './tool-steps.ts'

export function projectSteps(events: Iterable<RunEvent>): RunStep[] {
  const steps: RunStep[] = []
  const calls = new Map<string, RunStep>()
  const messages: RunStep[] = []
  const add: AddStep = (step) => {
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
      case 'run.failed':
        closeWaiting(calls.values(), event)
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
        if (isTerminal(event)) closeWaiting(calls.values(), event)
        else addCallSteps(event, calls, add)
    }
  }
  return steps
}

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
