// What a run goes by: its revision, with what a fork changed.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import { getEffectiveDefinition } from '../core/effective-definition.ts'
import type { RunRow } from '../core/run-row.ts'
import type { Store } from '../store/store.ts'

export async function readDefinition(store: Store, { id, created }: RunRow): Promise<AgentDefinition> {
  const { organizationId, agentId, revisionId } = created
  const revision = await store.getRevision({ organizationId, agentId, revisionId })
  if (!revision) throw new Error(`run ${id} has lost its revision ${revisionId}`)
  return getEffectiveDefinition(revision, created)
}
