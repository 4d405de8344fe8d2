// A change of an agent. Another definition makes a new revision; name, description, status and tags do not.
import { deepCompareStrict } from '@cfworker/json-schema'
import type { AgentRow } from './agent-row.ts'

export type Changes = Partial<Pick<AgentRow, 'name' | 'description' | 'status' | 'tags' | 'definition'>>

/** The agent after the change. `latestRevisionId` is another when there is a new revision. */
export function reviseAgent(row: AgentRow, change: Changes, at: string): AgentRow {
  const definition = change.definition ?? row.definition
  const isSame = deepCompareStrict(row.definition, definition)
  const revisionNumber = row.revisionNumber + (isSame ? 0 : 1)
  return {
    ...row,
    ...change,
    revisionNumber,
    latestRevisionId: renderRevisionId(row.id, revisionNumber),
    updatedAt: at,
  }
}

/** Unique in the tenant, because agent ids are. */
export function renderRevisionId(agentId: string, revisionNumber: number): string {
  return `${agentId}-r${revisionNumber}`
}

/** Names the settings in which two definitions differ, each with both values; one that is absent on a side is left out there. */
export function diffSettings(
  from: Readonly<Record<string, unknown>>,
  to: Readonly<Record<string, unknown>>,
): Record<string, { from?: unknown; to?: unknown }> {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  const changed = names.filter((name) => !deepCompareStrict(from[name], to[name]))
  return Object.fromEntries(
    changed.map((name) => [name, { ...(name in from && { from: from[name] }), ...(name in to && { to: to[name] }) }]),
  )
}
