// Random valid logs for property tests: any order of events that a run's owners could have written.
import * as fc from 'fast-check'
import type { RunEvent } from '../contracts/run-event.ts'
import {
  created,
  event,
  logOf,
  message,
  moment,
  recovered,
  requested,
  resolved,
  resumed,
  type ShortEvent,
  started,
  toolCompleted,
  toolFailed,
  toolStarted,
  toolUnknown,
  turnCompleted,
  turnFailed,
  turnStarted,
  waiting,
} from './log-of.ts'

interface Step {
  readonly kind: 'turn' | 'failedTurn' | 'approval' | 'settle' | 'recover' | 'log'
  readonly calls: number
  readonly outcome: 'completed' | 'failed' | 'unknown'
  readonly tokens: number
  readonly costCents: number | null
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('turn', 'failedTurn', 'approval', 'settle', 'recover', 'log'),
    calls: fc.nat(3),
    outcome: fc.constantFrom('completed', 'failed', 'unknown'),
    tokens: fc.nat(1000),
    costCents: fc.option(fc.nat(64), { freq: 2 }),
  }),
  { maxLength: 20 },
)

const ends = fc.constantFrom('run.completed', 'run.failed', 'run.cancelled', null)

/** Logs that start with `run.created`; about three in four have ended. */
export const randomLog: fc.Arbitrary<RunEvent[]> = fc.tuple(steps, ends).map(([list, end]) => {
  const writer = createWriter()
  for (const step of list) writer.take(step)
  return logOf(writer.end(end))
})

const startedAgain = (attempt: number) => event('run.started', { attempt, deadlineAt: moment(60_000) })

function createWriter() {
  const events: ShortEvent[] = [created(), started()]
  const openCalls: string[] = []
  let spans = 0
  let attempt = 1
  const settle = (outcome: Step['outcome']) => {
    const callId = openCalls.shift()
    if (callId === undefined) return
    if (outcome === 'completed') events.push(toolCompleted(callId, { callId }))
    else events.push(outcome === 'failed' ? toolFailed(callId) : toolUnknown(callId))
  }
  const takeTurn = (step: Step) => {
    const spanId = `t${(spans += 1)}`
    events.push(turnStarted(spanId), event('message.delta', { messageId: 'm', channel: 'final', content: 'x' }))
    if (step.kind === 'failedTurn') return events.push(turnFailed(spanId))
    const cost = step.costCents === null ? undefined : step.costCents / 64
    events.push(message(spanId, `text ${spans}`), turnCompleted(spanId, step.tokens, cost))
    if (step.kind === 'approval') return askPerson(step, `c${spans}`, spanId)
    for (let call = 0; call < step.calls; call += 1) {
      openCalls.push(`c${spans}.${call}`)
      events.push(toolStarted(`c${spans}.${call}`, spanId))
    }
  }
  const askPerson = (step: Step, callId: string, spanId: string) => {
    events.push(requested(callId, spanId), waiting(callId))
    if (step.outcome === 'unknown') return // nobody answers
    const decision = step.outcome === 'completed' ? 'approved' : 'rejected'
    events.push(resolved(callId, { decision }), resumed(), startedAgain((attempt += 1)))
    if (decision === 'rejected') return
    events.push(toolStarted(callId, spanId))
    openCalls.push(callId)
  }
  const isWaiting = () =>
    events.findLast((event) => /^run\.(waiting|resumed)$/.test(event.type))?.type === 'run.waiting'
  return {
    take(step: Step): void {
      if (isWaiting()) return
      if (step.kind === 'log') events.push(event('log', { level: 'info', message: 'line' }))
      else if (step.kind === 'recover') events.push(recovered((attempt += 1)))
      else if (step.kind === 'settle' || openCalls.length > 0) settle(step.outcome)
      else takeTurn(step)
    },
    end(type: 'run.completed' | 'run.failed' | 'run.cancelled' | null): ShortEvent[] {
      if (type === null) return events
      while (openCalls.length > 0) settle('failed')
      const usage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 }
      if (type === 'run.failed') events.push(event(type, { code: 'RUN_TIMEOUT', message: 'late', stage: 'limit' }))
      else if (type === 'run.cancelled') events.push(event(type, { by: 'root', inFlight: [] }))
      else {
        const data = { resultType: 'text' as const, resultData: { result: 'x' }, sources: [{ title: 'y' }], usage }
        events.push(event(type, data))
      }
      return events
    },
  }
}
