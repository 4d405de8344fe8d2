// A decision and an event in words, for a person who compares what was decided with what is recorded.
import type { RunEvent } from '../contracts/run-event.ts'
import type { Action } from './decide.ts'

const MAX_LENGTH = 300

export function describeAction(action: Action): string {
  switch (action.kind) {
    case 'callModel':
      return `ask the model (turn ${action.n})`
    case 'searchContext':
      return 'search the context spaces'
    case 'checkBudget':
      return `read what ${action.runIds.join(', ')} and the runs below used`
    case 'callTools':
      return `wait for ${action.calls.map(describeCall).join(', ')}`
    case 'startApproved':
      return `start ${action.calls.map(describeCall).join(', ')}, which a person allowed`
    case 'askOutcome':
      return `ask a person what became of ${action.calls.map(describeCall).join(', ')}`
    case 'wait':
      return `wait for a person (${action.approvalIds.join(', ')})`
    case 'delegate':
      return `wait for the runs below (${action.childRunIds.join(', ')})`
    case 'finish':
      return clip(`finish with ${JSON.stringify(action.text)}`)
    case 'refuse':
      return clip(`refuse the answer: ${JSON.stringify(action.refusal.issues)}`)
    case 'fail':
      return `fail with ${action.failure.code}: ${action.failure.message}`
    case 'stop':
      return 'nothing: nobody works on the run'
  }
}

export function describeEvent({ type, data }: Pick<RunEvent, 'type' | 'data'>): string {
  return clip(`${type} ${JSON.stringify(data)}`)
}

function describeCall({ toolName, callId }: { toolName: string; callId: string }): string {
  return `${toolName} (${callId})`
}

function clip(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`
}
