// All routes of the run API, below /v0.1.
import { AGENT_NOT_FOUND, REVISION_NOT_FOUND, RUN_NOT_FOUND } from '../../contracts/errors.ts'
import type { DialectRoute } from '../../operations/dialect-route.ts'
import { createAgentRoutes } from './agent-routes.ts'
import type { ApiRoute } from './api-route.ts'
import type { Installation } from './installation.ts'
import { revisionRoutes } from './revision-routes.ts'
import { runRoutes } from './run-routes.ts'

export function listRunApiRoutes(installation: Installation): DialectRoute[] {
  const routes = [...createAgentRoutes(installation), ...revisionRoutes, ...runRoutes]
  return routes.map((route) => ({ ...route, contract: addErrors(route), isLong: false, readToken, renderMembers }))
}

/** Its paths name more than the operations do, so there is more that may be missing. */
function addErrors({ contract }: ApiRoute): DialectRoute['contract'] {
  const errors = { AGENT_NOT_FOUND, REVISION_NOT_FOUND, RUN_NOT_FOUND, ...contract.io.errors }
  return { ...contract, io: { ...contract.io, errors } }
}

/** Two keys that differ are none. */
function readToken(headers: Headers): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null
  const key = headers.get('x-api-key')
  if (bearer !== null && key !== null && bearer !== key) return null
  return key ?? bearer
}

const renderMembers: NonNullable<DialectRoute['renderMembers']> = ({ code, detail, status }) => ({
  error: code,
  message: detail,
  statusCode: status,
})
