// Runs of the run API: started with a raw input, read back, and told in rows.
import { z } from 'zod'
import { executeAgent } from '../../contracts/agent.run.execute.ts'
import { getRun } from '../../contracts/agent.run.get.ts'
import { getRunEvents } from '../../contracts/agent.run.getEvents.ts'
import { listRuns } from '../../contracts/agent.run.list.ts'
import { Id, JsonObject } from '../../contracts/scalars.ts'
import { renderQueuedRun, renderRunApiRun } from '../../core/run-api-run.ts'
import type { RunRow } from '../../core/run-row.ts'
import type { DialectAnswer, DialectRequest, Refusal } from '../../operations/dialect-route.ts'
import { readWholeLog } from '../../operations/read-log.ts'
import { foldRows } from './event-rows.ts'
import { createPageQuery, renderList } from './paging.ts'
import { requireAgent } from './require-agent.ts'
import type { ApiRoute } from './api-route.ts'
import { startRun } from './start-run.ts'

const RUNS = '/v0.1/agents/:agentId/runs'

export const runRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: RUNS, contract: executeAgent, answer: createRun },
  { method: 'GET', path: RUNS, contract: listRuns, answer: readRuns },
  { method: 'GET', path: `${RUNS}/:runId`, contract: getRun, answer: readRun },
  { method: 'GET', path: `${RUNS}/:runId/events`, contract: getRunEvents, answer: readEvents },
]

async function createRun(request: DialectRequest): Promise<DialectAnswer> {
  const { params, store, principal } = request
  const body = request.parse(JsonObject)
  if (!body.ok) return body
  const query = request.parseQuery(z.strictObject({ revisionId: Id.optional() }))
  if (!query.ok) return query
  const input = { agentId: params['agentId'], ...query.input, body: body.input }
  const started = await request.call(startRun, input, { origin: 'agdev', isKeyed: true })
  if (!started.ok) return started
  const { runId } = started.output as z.infer<typeof executeAgent.io.output>
  const row = await store.getRun({ organizationId: principal.organizationId, runId })
  if (!row) return request.refuse('RUN_NOT_FOUND')
  return { ok: true, status: 201, body: renderQueuedRun(row, await hasInputSchema(row, request)) }
}

async function readRuns(request: DialectRequest): Promise<DialectAnswer> {
  const query = request.parseQuery(createPageQuery(20))
  if (!query.ok) return query
  const found = await requireAgent(request)
  if (!found.ok) return found
  const { store, principal } = request
  const none = {
    userId: null,
    sessionId: null,
    parentRunId: null,
    status: null,
    search: null,
    startDate: null,
    endDate: null,
  }
  const filter = { organizationId: principal.organizationId, agentId: found.agent.id, ...none }
  const { items, total } = await store.listRuns({ ...filter, ...query.input })
  const schemasByRevision = new Map<string, Promise<boolean>>()
  const runs = items.map(async (row) => {
    const { revisionId } = row.created
    const has = schemasByRevision.get(revisionId) ?? hasInputSchema(row, request)
    schemasByRevision.set(revisionId, has)
    return renderRunApiRun(row, await has)
  })
  return renderList(await Promise.all(runs), total)
}

async function readRun(request: DialectRequest): Promise<DialectAnswer> {
  const query = request.parseQuery(z.strictObject({}))
  if (!query.ok) return query
  const found = await requireRun(request)
  if (!found.ok) return found
  return { ok: true, status: 200, body: renderRunApiRun(found.row, await hasInputSchema(found.row, request)) }
}

async function readEvents(request: DialectRequest): Promise<DialectAnswer> {
  const query = request.parseQuery(createPageQuery(100))
  if (!query.ok) return query
  const found = await requireRun(request)
  if (!found.ok) return found
  const rows = foldRows(await readWholeLog(request.store, found.row))
  const { limit, offset } = query.input
  return renderList(rows.slice(offset, offset + limit), rows.length)
}

/** A run of another agent is not there. */
async function requireRun(request: DialectRequest): Promise<{ ok: true; row: RunRow } | Refusal> {
  const found = await requireAgent(request)
  if (!found.ok) return found
  const { store, principal, params } = request
  const row = await store.getRun({ organizationId: principal.organizationId, runId: params['runId'] ?? '' })
  return row && row.created.agentId === found.agent.id ? { ok: true, row } : request.refuse('RUN_NOT_FOUND')
}

async function hasInputSchema({ created }: RunRow, { store }: DialectRequest): Promise<boolean> {
  return (await store.getRevision(created))?.inputSchema !== undefined
}
