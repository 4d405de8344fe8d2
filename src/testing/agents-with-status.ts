// Agents in a status that code cannot give them, written into a database file beside the store.
import { DatabaseSync } from 'node:sqlite'
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { AgentStatus } from '../contracts/enums.ts'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'

const definition: AgentDefinition = {
  model: 'sim/assistant',
  instructions: 'Answer.',
  resultType: 'text',
  tools: [],
  toolChoice: 'auto',
  maxIterations: 25,
  timeoutMs: 600_000,
  onUnknown: 'tell-model',
}

/** Makes one agent for each status, with the status as its id. Code that does not know them leaves them alone. */
export async function writeAgentsWithStatus(databasePath: string, statuses: readonly AgentStatus[]): Promise<void> {
  const at = '2026-01-05T09:00:00.000Z'
  const drafts = statuses.map((id) => ({
    id,
    name: id,
    slug: id,
    description: null,
    tags: [],
    isAdHoc: true,
    definition,
  }))
  const store = createSqliteStore({ path: databasePath })
  await store.saveAgents({ organizationId: 'default', drafts, at })
  await store[Symbol.asyncDispose]()
  const db = new DatabaseSync(databasePath)
  for (const status of statuses) db.prepare('UPDATE agents SET status = :status WHERE id = :status').run({ status })
  db.close()
}
