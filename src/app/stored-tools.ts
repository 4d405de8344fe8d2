// What stored tools reach in this process: public addresses, and the operator's own secrets and functions.
import type { Tool } from '../runtime/define-tool.ts'
import type { Clock } from '../runtime/ports.ts'
import { createRateLimiter } from '../runtime/rate-limiter.ts'
import type { StoredToolDeps } from '../runtime/stored-tool.ts'
import { ROOT } from './credentials.ts'
import type { Egress } from './egress.ts'
import { type BuiltIn, renderBuiltIn } from '../tools/built-ins.ts'
import { offerTools } from '../store/offer-tools.ts'
import type { Store } from '../store/store.ts'
import { ConfigError, type Env, readText } from './env.ts'

interface Settings {
  readonly env: Env
  /** Tools that loaded files export. */
  readonly tools?: readonly Tool[]
  readonly builtIns?: readonly BuiltIn[]
}

/** Other tenants get neither secrets nor functions: they are the operator's. Throws a `ConfigError` when two have one name. */
export function createStoredTools(
  { env, tools = [], builtIns = [] }: Settings,
  clock: Clock,
  { fetch }: Egress,
): StoredToolDeps {
  const functionsByName = new Map(tools.map((tool) => [tool.definition.name, tool]))
  const twice = tools.find((tool) => functionsByName.get(tool.definition.name) !== tool)
  if (twice)
    throw new ConfigError(`two tools are exported as "${twice.definition.name}"; give one of them another name`)
  const ofOperator = <T>(organizationId: string, value: T): T | null =>
    organizationId === ROOT.organizationId ? value : null
  return {
    fetch,
    limiter: createRateLimiter(clock),
    readSecret: (organizationId, name) => ofOperator(organizationId, readText(env, `ERRAND_SECRET_${name}`)),
    findFunction: (organizationId, name) => ofOperator(organizationId, functionsByName.get(name) ?? null),
    findBuiltIn(organizationId, name) {
      const builtIn = builtIns.find(({ tool }) => tool.definition.name === name)
      return builtIn && isOffered(builtIn, organizationId) ? builtIn.tool : null
    },
  }
}

/** The store with the built-in tools that each tenant is offered. */
export function offerBuiltIns(store: Store, { builtIns = [] }: Pick<Settings, 'builtIns'>): Store {
  return offerTools(store, (organizationId) =>
    builtIns
      .filter((builtIn) => isOffered(builtIn, organizationId))
      .map((builtIn) => renderBuiltIn(builtIn, organizationId)),
  )
}

function isOffered({ isOfOperator }: BuiltIn, organizationId: string): boolean {
  return !isOfOperator || organizationId === ROOT.organizationId
}
