import { expect, it } from 'vitest'
import { fitsFilter, fitsStatus, type RunFilter } from './run-filter.ts'
import type { RunRow } from './run-row.ts'
import { createdData } from '../testing/log-of.ts'

const row: RunRow = {
  id: 'run_1',
  created: createdData({ userId: 'ada', sessionId: 's', input: { message: 'Is the Ölmühle open?' } }),
  status: 'error',
  epoch: 1,
  head: 3,
  owner: null,
  attempt: 1,
  queuedAt: '2026-01-05T09:00:00.000Z',
  startedAt: null,
  completedAt: null,
  updatedAt: '2026-01-05T09:00:00.000Z',
  promptTokens: 0,
  completionTokens: 0,
  totalTokens: 0,
  iterations: 0,
  costUsd: null,
  errorCode: 'RUN_TIMEOUT',
  errorMessage: null,
  output: null,
  sources: [],
}
const all: RunFilter = {
  organizationId: row.created.organizationId,
  agentId: null,
  userId: null,
  sessionId: null,
  parentRunId: null,
  status: null,
  search: null,
  startDate: null,
  endDate: null,
}

it.each<[Partial<RunFilter>, boolean]>([
  [{}, true],
  [{ organizationId: 'other' }, false],
  [{ agentId: row.created.agentId, userId: 'ada', sessionId: 's' }, true],
  [{ agentId: 'other' }, false],
  [{ userId: 'bob' }, false],
  [{ sessionId: 't' }, false],
  [{ parentRunId: 'run_0' }, false],
  [{ search: 'ölMÜHLE' }, true],
  [{ search: 'olmuhle' }, false],
  [{ startDate: row.queuedAt }, true],
  [{ startDate: '2026-01-05T09:00:00.001Z' }, false],
  [{ endDate: row.queuedAt }, false],
  [{ endDate: '2026-01-05T09:00:00.001Z' }, true],
  [{ status: { statuses: ['done'], errorCode: null } }, true],
])('the filter %j selects the run, whatever its status is: %s', (filter, isSelected) => {
  expect(fitsFilter(row, { ...all, ...filter })).toBe(isSelected)
})

it.each([
  [null, true],
  [{ statuses: ['error', 'done'], errorCode: null }, true],
  [{ statuses: ['done'], errorCode: null }, false],
  [{ statuses: ['error'], errorCode: 'RUN_TIMEOUT' }, true],
  [{ statuses: ['error'], errorCode: 'RUN_LOST' }, false],
] as const)('the statuses %j have the run: %s', (selection, isSelected) => {
  expect(fitsStatus(row, selection)).toBe(isSelected)
})
