// Runs of the run API: started with a raw input, read back, and told in rows.
import { z } from 'zod'
import { executeAgent } from '../../contracts/agent.run.execute.ts'
import { getRun } from '../../contracts/agent.run.get.ts'
import { getRunEvents } from '../../contracts/agent.run.getEvents.ts'
import { listRuns } from '../../contracts/agent.run.list.ts'
import { Id, JsonObject } from '../../contracts/scalars.ts'
import type { AgentRow } from '../../core/agent-row.ts'
import { renderQueuedRun, renderRunApiRun } from '../../core/run-api-run.ts'
import type { RunRow } from '../../core/run-row.ts'
import type { DialectAnswer, DialectRequest } from '../../operations/dialect-route.ts'
import { readWholeLog } from '../../operations/read-log.ts'
import { type ApiRoute, defineRead, defineRoute, nothing, show } from './api-route.ts'
import { foldRows } from './event-rows.ts'
import { createPageQuery, renderList } from './paging.ts'
import { startRun } from './start-run.ts'

const RUNS = '/v0.1/agents/:agentId/runs'
const RUN = `${RUNS}/:runId`
const StartQuery = z.strictObject({ revisionId: Id.optional() })

const any = {
  userId: null,
  sessionId: null,
  parentRunId: null,
  status: null,
  search: null,
  startDate: null,
  endDate: null,
} as const

export const runRoutes: readonly ApiRoute[] = [
  defineRoute({ method: 'POST', path: RUNS, contract: executeAgent }, StartQuery, createRun),
  defineRead({ path: RUNS, contract: listRuns }, createPageQuery(20), async (agent, request, page) => {
    const { organizationId, id: agentId } = agent
    const { items, total } = await request.store.listRuns({ ...any, organizationId, agentId, ...page })
    return renderList(await renderAll(items, request), total)
  }),
  defineRead({ path: RUN, contract: getRun }, nothing, async (agent, request) => {
    const row = await findRun(agent, request)
    return row ? show(renderRunApiRun(row, await hasInputSchema(row, request))) : request.refuse('RUN_NOT_FOUND')
  }),
  defineRead({ path: `${RUN}/events`, contract: getRunEvents }, createPageQuery(100), async (agent, request, page) => {
    const row = await findRun(agent, request)
    if (!row) return request.refuse('RUN_NOT_FOUND')
    const rows = foldRows(await readWholeLog(request.store, row))
    return renderList(rows.slice(page.offset, page.offset + page.limit), rows.length)
  }),
]

async function createRun(request: DialectRequest, query: z.infer<typeof StartQuery>): Promise<DialectAnswer> {
  const { params, store, principal } = request
  const body = request.parse(JsonObject)
  if (!body.ok) return body
  const input = { agentId: params['agentId'], ...query, body: body.input }
  const started = await request.call(startRun, input, { origin: 'agdev', isKeyed: true })
  if (!started.ok) return started
  const { runId } = started.output as z.infer<typeof executeAgent.io.output>
  const row = await store.getRun({ organizationId: principal.organizationId, runId })
  return row ? show(renderQueuedRun(row, await hasInputSchema(row, request)), 201) : request.refuse('RUN_NOT_FOUND')
}

/** A run of another agent is not there. */
async function findRun({ organizationId, id }: AgentRow, { store, params }: DialectRequest): Promise<RunRow | null> {
  const row = await store.getRun({ organizationId, runId: params['runId'] ?? '' })
  return row?.created.agentId === id ? row : null
}

/** Runs of one revision have one schema: it is read once. */
function renderAll(rows: readonly RunRow[], request: DialectRequest) {
  const schemasByRevision = new Map<string, Promise<boolean>>()
  return Promise.all(
    rows.map(async (row) => {
      const { revisionId } = row.created
      const has = schemasByRevision.get(revisionId) ?? hasInputSchema(row, request)
      schemasByRevision.set(revisionId, has)
      return renderRunApiRun(row, await has)
    }),
  )
}

async function hasInputSchema({ created }: RunRow, { store }: DialectRequest): Promise<boolean> {
  return (await store.getRevision(created))?.inputSchema !== undefined
}
