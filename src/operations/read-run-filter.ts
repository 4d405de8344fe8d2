// The filter of runs that a call asks for, and a run as lists show it.
import type { InputOf } from '../spec/contract.ts'
import type { listRuns } from '../contracts/agent.run.list.ts'
import type { ListedRun } from '../contracts/run.ts'
import type { RunFilter } from '../core/run-filter.ts'
import { renderSummary, type RunRow } from '../core/run-row.ts'
import { selectStatuses } from '../core/status-filter.ts'

const SHOWN_CHARACTERS = 200

type Asked = Omit<InputOf<typeof listRuns>, 'limit' | 'offset'>

export function readRunFilter(asked: Asked, organizationId: string): RunFilter {
  const { agentId, userId, sessionId, parentRunId, status, search, startDate, endDate } = asked
  return {
    organizationId,
    agentId: agentId ?? null,
    userId: userId ?? null,
    sessionId: sessionId ?? null,
    parentRunId: parentRunId ?? null,
    status: status ? selectStatuses(status) : null,
    search: search ?? null,
    startDate: normaliseDate(startDate),
    endDate: normaliseDate(endDate),
  }
}

/** Stored moments have milliseconds; filters are compared as text, so they get them too. */
function normaliseDate(date: string | undefined): string | null {
  return date === undefined ? null : new Date(date).toISOString()
}

export function renderListed(row: RunRow): ListedRun {
  return { ...renderSummary(row), message: row.created.input.message.slice(0, SHOWN_CHARACTERS) }
}
