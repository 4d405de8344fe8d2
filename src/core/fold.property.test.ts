import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isTerminal, type RunEvent } from '../contracts/run-event.ts'
import { withoutNumbers } from '../testing/log-of.ts'
import { randomLog } from '../testing/random-log.ts'
import { listEmissions } from './list-emissions.ts'
import { projectSteps } from './project-steps.ts'
import { foldRowChange, type RowChange } from './row-change.ts'
import { applyEvent, foldEvents, type RunState } from './run-state.ts'

/** Cuts a list at random places. */
function cut<T>(list: readonly T[], sizes: readonly number[]): T[][] {
  const batches: T[][] = []
  let rest = list
  for (const size of sizes) {
    batches.push(rest.slice(0, size))
    rest = rest.slice(size)
  }
  return [...batches, [...rest]]
}

const reload = (events: readonly RunEvent[]): RunEvent[] => JSON.parse(JSON.stringify(events)) as RunEvent[]

/** Adds up changes as a store does: numbers are added, null leaves what was there. */
function addUp(changes: readonly RowChange[]): RowChange {
  return changes.reduce((sum, change) => ({
    status: change.status ?? sum.status,
    isEnded: sum.isEnded || change.isEnded,
    isPaused: change.isPaused ?? sum.isPaused,
    startedAt: change.startedAt ?? sum.startedAt,
    completedAt: change.completedAt ?? sum.completedAt,
    attempt: change.attempt ?? sum.attempt,
    promptTokens: sum.promptTokens + change.promptTokens,
    completionTokens: sum.completionTokens + change.completionTokens,
    totalTokens: sum.totalTokens + change.totalTokens,
    iterations: sum.iterations + change.iterations,
    costUsd: change.costUsd === null ? sum.costUsd : (sum.costUsd ?? 0) + change.costUsd,
    errorCode: change.errorCode ?? sum.errorCode,
    errorMessage: change.errorMessage ?? sum.errorMessage,
    output: change.output ?? sum.output,
    sources: change.sources ?? sum.sources,
  }))
}

const sizes = fc.array(fc.nat(5))

it('folding a log in one go is folding it event by event, after a reload at any place', () => {
  fc.assert(
    fc.property(randomLog, fc.nat(), (log, at) => {
      const place = 1 + (at % log.length)
      const state: RunState = foldEvents(reload(log.slice(0, place)))
      for (const event of reload(log.slice(place))) applyEvent(state, event)
      expect(state).toEqual(foldEvents(log))
    }),
  )
})

it('the changes of a row, summed over any batches of a log, are the fold of that log', () => {
  fc.assert(
    fc.property(randomLog, sizes, (log, batchSizes) => {
      const row = addUp(cut(withoutNumbers(log), batchSizes).map(foldRowChange))
      const state = foldEvents(log)
      expect(row).toEqual(foldRowChange(withoutNumbers(log)))
      expect(row).toMatchObject({
        status: state.status,
        isEnded: log.some(isTerminal),
        attempt: state.attempt,
        iterations: state.iterations,
        costUsd: state.costUsd,
        ...state.usage,
      })
    }),
  )
})

it('a log that has ended leaves nothing open, and makes each notice once', () => {
  fc.assert(
    fc.property(randomLog, (log) => {
      const keys = listEmissions(log)
      expect(keys[0]).toBe('run.started')
      expect(keys).toHaveLength(log.some(isTerminal) ? 2 : 1)
      if (!log.some(isTerminal)) return
      expect(foldEvents(log).openCalls.size).toBe(0)
      expect(projectSteps(log).filter((step) => step.status === 'running')).toEqual([])
    }),
  )
})

it('the steps of a log are numbered from 1 without a gap, and have ids of their own', () => {
  fc.assert(
    fc.property(randomLog, (log) => {
      const steps = projectSteps(log)
      expect(steps.map((step) => step.stepNumber)).toEqual(steps.map((_step, index) => index + 1))
      expect(new Set(steps.map((step) => step.id)).size).toBe(steps.length)
    }),
  )
})
