// Schedules for tests: at every minute from the start of the fake clock unless told otherwise.
import { Retry } from '../contracts/task.ts'
import { type NewSchedule, noProgress, type Progress, type SchedulePolicy, type ScheduleRow } from '../core/schedule.ts'

export const startMs = Date.UTC(2026, 0, 5, 9)

/** So many seconds behind the start. */
export const after = (seconds: number) => new Date(startMs + seconds * 1000).toISOString()

export const everyMinute = { kind: 'interval', seconds: 60, from: 'slot' } as const

export const policyWith = (change: Partial<SchedulePolicy> = {}): SchedulePolicy => ({
  startAt: null,
  endAt: null,
  maxRuns: null,
  jitterSeconds: 0,
  overlap: 'skip',
  catchUp: 'one',
  catchUpWindowSeconds: 86_400,
  retry: Retry.parse({}),
  runTimeoutSeconds: 3600,
  onLost: 'lost',
  ...change,
})

type Change = Omit<Partial<ScheduleRow>, 'policy' | 'progress'> & {
  readonly policy?: Partial<SchedulePolicy>
  readonly progress?: Partial<Progress>
}

export function newSchedule({ policy, ...change }: Change = {}): NewSchedule {
  return {
    organizationId: 'default',
    hierarchy: 'cli',
    name: 'task',
    description: '',
    command: ['agent', 'list'],
    timing: everyMinute,
    policy: policyWith(policy),
    creator: { userId: 'root', credentialId: 'root', scopes: ['read'] },
    agentArguments: {},
    plugin: null,
    createdAt: after(0),
    ...change,
  }
}

export function scheduleWith({ progress, ...change }: Change = {}): ScheduleRow {
  return {
    id: 1,
    version: 1,
    nextDueAt: null,
    pausedAt: null,
    pausedReason: null,
    retiredAt: null,
    runs: 0,
    revision: 1,
    ...change,
    ...newSchedule(change),
    progress: { ...noProgress, ...progress },
  }
}
