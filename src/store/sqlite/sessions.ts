// Sessions, read from the runs that name them: a session has no row of its own.
import type { DatabaseSync } from 'node:sqlite'
import type { Session, SessionMessage } from '../../contracts/session.ts'
import { omitAbsent } from '../../core/run-row.ts'
import type { Store } from '../store.ts'
import { resultText } from './past-runs.ts'
import { preparePage } from './prepare-page.ts'
import type { SqlRow } from './rows.ts'

const TITLE_CHARACTERS = 80

export function prepareSessions(db: DatabaseSync): Pick<Store, 'listSessions' | 'getSession' | 'listMessages'> {
  const sessions = preparePage(
    db,
    `FROM (SELECT session_id, min(n) AS first, count(*) AS run_count, max(updated_at) AS last_at FROM runs
        WHERE organization_id = :organizationId AND session_id IS NOT NULL
          AND (:sessionId IS NULL OR session_id = :sessionId)
        GROUP BY session_id
        HAVING (:agentId IS NULL OR sum(agent_id = :agentId) > 0) AND (:userId IS NULL OR sum(user_id = :userId) > 0))
      JOIN runs ON n = first
      WHERE :search IS NULL OR instr(fold(created ->> '$.input.message'), fold(:search)) > 0`,
    'ORDER BY last_at DESC, first DESC',
    "runs.*, run_count, last_at, created ->> '$.input.message' AS title",
  )
  const messages = preparePage(
    db,
    `FROM (
      SELECT n, 0 AS part, id, 'user' AS role, created ->> '$.input.message' AS content, queued_at AS at FROM runs
        WHERE organization_id = :organizationId AND session_id = :sessionId
      UNION ALL
      SELECT n, 1, id, 'assistant', ${resultText}, completed_at FROM runs
        WHERE organization_id = :organizationId AND session_id = :sessionId AND status = 'done')`,
    'ORDER BY n, part',
  )
  const everything = { agentId: null, userId: null, search: null, limit: 1, offset: 0 }
  return {
    listSessions: async (params) => sessions({ ...params, sessionId: null }, readSession),
    getSession: async (params) => sessions({ ...everything, ...params }, readSession).items[0] ?? null,
    listMessages: async (params) => messages({ ...params }, readMessage),
  }
}

function readSession(row: SqlRow): Session {
  return omitAbsent({
    id: String(row['session_id']),
    organizationId: String(row['organization_id']),
    agentId: String(row['agent_id']),
    userId: row['user_id'] as string | null,
    title: String(row['title']).slice(0, TITLE_CHARACTERS),
    runCount: Number(row['run_count']),
    createdAt: String(row['queued_at']),
    updatedAt: String(row['last_at']),
  })
}

function readMessage(row: SqlRow): SessionMessage {
  return {
    runId: String(row['id']),
    role: row['role'] === 'user' ? 'user' : 'assistant',
    content: String(row['content']),
    at: String(row['at']),
  }
}
