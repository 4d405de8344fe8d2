import { describe, expect, it } from 'vitest'
import { Retry } from '../contracts/task.ts'
import { after, everyMinute, policyWith, scheduleWith } from '../testing/schedule-fixture.ts'
import { isFiringEnded } from './schedule.ts'
import { settleAttempt, settleLoss, stepAtEnd } from './settle-attempt.ts'

const retry = Retry.parse({ max_attempts: 3, backoff_seconds: 10, max_backoff_seconds: 15 })

describe('an attempt that ends', () => {
  it.each([
    ['done is done', 'done', 1, 0, { status: 'done', retryAt: null }],
    ['case 34: with an error is tried again', 'error', 1, 0, { status: 'pending', retryAt: after(10) }],
    ['waits longer each time, up to the limit', 'error', 2, 0, { status: 'pending', retryAt: after(15) }],
    ['with an error at last is one', 'error', 3, 0, { status: 'error', retryAt: null }],
    ['does not count what a dead runner began', 'error', 3, 1, { status: 'pending', retryAt: after(15) }],
    ['cancelled is not tried again', 'cancelled', 1, 0, { status: 'cancelled', retryAt: null }],
  ] as const)('%s', (_title, end, attempt, losses, expected) => {
    expect(settleAttempt(end, { attempt, losses }, policyWith({ retry }), after(0))).toEqual(expected)
  })
})

describe('a firing whose runner died', () => {
  it.each([
    ['before it was begun is begun', 'pending', 0, 'lost', null, 'again'],
    ['goes on with the run of its claim', 'running', 5, 'lost', 'run_1', 'again'],
    ['is tried again once', 'running', 0, 'retry', null, 'again'],
    ['is not tried again twice', 'running', 1, 'retry', null, 'lost'],
    ['is lost', 'running', 0, 'lost', null, 'lost'],
  ] as const)('%s', (_title, status, losses, onLost, currentRunId, expected) => {
    expect(settleLoss({ status, losses, currentRunId }, policyWith({ onLost }))).toBe(expected)
  })
})

describe('the end of a firing', () => {
  const timing = { ...everyMinute, from: 'completion' } as const
  const waiting = scheduleWith({ timing, progress: { anchorAt: after(0), lastSlotAt: after(0), isAwaitingEnd: true } })

  it('is where an interval from completion counts from', () => {
    expect(stepAtEnd(waiting, { trigger: 'due' }, after(5))).toMatchObject({ nextDueAt: after(65) })
    const last = { ...waiting, policy: policyWith({ maxRuns: 0 }) }
    expect(stepAtEnd(last, { trigger: 'due' }, after(5))).toMatchObject({ nextDueAt: null })
  })

  it('changes nothing else', () => {
    expect(stepAtEnd(waiting, { trigger: 'manual' }, after(5))).toBeNull()
    expect(stepAtEnd(scheduleWith(), { trigger: 'due' }, after(5))).toBeNull()
  })

  it('is one of five states', () => {
    const states = ['pending', 'running', 'done', 'error', 'cancelled', 'skipped', 'lost'] as const
    expect(states.filter((status) => isFiringEnded({ status }))).toHaveLength(5)
  })
})
