// How a route of the run API is written: the query is parsed first, and of what is read the agent that the path names is there.
import { z } from 'zod'
import type { AgentRow } from '../../core/agent-row.ts'
import type { DialectAnswer, DialectRequest, DialectRoute, Refusal } from '../../operations/dialect-route.ts'

export type ApiRoute = Pick<DialectRoute, 'method' | 'path' | 'contract' | 'answer'>

type Place = Pick<DialectRoute, 'method' | 'path' | 'contract'>

/** A query that may have nothing in it. */
export const nothing = z.strictObject({})

export function defineRoute<Query>(
  place: Place,
  query: z.ZodType<Query>,
  answer: (request: DialectRequest, query: Query) => Promise<DialectAnswer>,
): ApiRoute {
  return {
    ...place,
    async answer(request) {
      const parsed = request.parseQuery(query)
      return parsed.ok ? answer(request, parsed.input) : parsed
    },
  }
}

/** A GET below an agent. */
export function defineRead<Query>(
  place: Omit<Place, 'method'>,
  query: z.ZodType<Query>,
  answer: (agent: AgentRow, request: DialectRequest, query: Query) => Promise<DialectAnswer>,
): ApiRoute {
  return defineRoute({ method: 'GET', ...place }, query, async (request, asked) => {
    const found = await requireAgent(request)
    return found.ok ? answer(found.agent, request, asked) : found
  })
}

/** What is archived is not there. */
export async function requireAgent(request: DialectRequest): Promise<{ ok: true; agent: AgentRow } | Refusal> {
  const { store, principal, params } = request
  const agentId = params['agentId'] ?? ''
  const agent = await store.getAgent({ organizationId: principal.organizationId, agentId })
  return agent && agent.status !== 'archived' ? { ok: true, agent } : request.refuse('AGENT_NOT_FOUND')
}

export function show(body: unknown, status = 200): DialectAnswer {
  return { ok: true, status, body }
}
