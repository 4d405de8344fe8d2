// The verbs that only read, outside of any transaction.
import type { DatabaseSync } from 'node:sqlite'
import type { ChangeVerbs } from '../change-verbs.ts'
import type { ContextVerbs } from '../context-verbs.ts'
import type { KeyVerbs } from '../key-verbs.ts'
import type { WebhookVerbs } from '../webhook-verbs.ts'
import type { Store } from '../store.ts'
import type { TaskVerbs } from '../task-verbs.ts'
import type { ToolVerbs } from '../tool-verbs.ts'
import { prepareApprovals } from './approvals.ts'
import { read } from './describe-failure.ts'
import { prepareListAgents } from './list-agents.ts'
import { prepareCountOpenRuns } from './count-open-runs.ts'
import { prepareLists } from './list-rows.ts'
import { prepareListPastRuns } from './past-runs.ts'
import { prepareReadEvents } from './read-events.ts'
import { prepareMeasureRuns } from './measure-runs.ts'
import { readRunRow } from './rows.ts'
import { prepareReadTreeUse } from './read-tree-use.ts'
import { prepareSessions } from './sessions.ts'

type Read =
  | 'getRun'
  | 'getAgentId'
  | 'measureRuns'
  | 'readTreeUse'
  | 'readEvents'
  | 'checkHealth'
  | 'countOpenRuns'
  | 'getSession'
  | 'getApproval'
type Verb = Read | `list${string}`
type OwnVerbs =
  | keyof ChangeVerbs
  | keyof KeyVerbs
  | keyof WebhookVerbs
  | keyof ContextVerbs
  | keyof ToolVerbs
  | keyof TaskVerbs
type Reads = Pick<Store, Exclude<Extract<keyof Store, Verb>, OwnVerbs>>

export function prepareReads(db: DatabaseSync): Reads {
  const lists = prepareLists(db)
  const measureRuns = prepareMeasureRuns(db)
  const countOpenRuns = prepareCountOpenRuns(db)
  const agents = prepareListAgents(db)
  const sessions = prepareSessions(db)
  const approvals = prepareApprovals(db)
  const readEvents = prepareReadEvents(db)
  const readTreeUse = prepareReadTreeUse(db)
  const getRun = db.prepare('SELECT * FROM runs WHERE organization_id = ? AND id = ?')
  const listPastRuns = prepareListPastRuns(db)
  return {
    listPastRuns: ({ organizationId, runId }) =>
      read(() => {
        const row = getRun.get(organizationId, runId)
        return row ? listPastRuns(row) : []
      }),
    listRuns: (params) => read(() => lists.listRuns(params)),
    getAgentId: (params) => read(() => agents.getAgentId(params)),
    listAgents: (params) => read(() => agents.listAgents(params)),
    listRevisions: (params) => read(() => agents.listRevisions(params)),
    listAudit: (params) => read(() => lists.listAudit(params)),
    listEmissions: (params) => read(() => lists.listEmissions(params)),
    measureRuns: (params) => read(() => measureRuns(params)),
    listOpenRuns: () => read(() => lists.listOpenRuns()),
    countOpenRuns: () => read(countOpenRuns),
    listSessions: (params) => read(() => sessions.listSessions(params)),
    getSession: (params) => read(() => sessions.getSession(params)),
    listMessages: (params) => read(() => sessions.listMessages(params)),
    getApproval: (params) => read(() => approvals.getApproval(params)),
    listApprovals: (params) => read(() => approvals.listApprovals(params)),
    getRun: ({ organizationId, runId }) =>
      read(() => {
        const row = getRun.get(organizationId, runId)
        return row ? readRunRow(row) : null
      }),
    readTreeUse: ({ runIds }) => read(() => runIds.map(readTreeUse)),
    readEvents: (params) => read(() => readEvents(params)),
    checkHealth: () => read(() => void db.prepare('SELECT 1').get()),
  }
}
