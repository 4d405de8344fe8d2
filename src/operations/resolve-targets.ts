// Targets of calls on tasks as hierarchies. One that names nothing gives an error item, and the others still answer.
import type { ErrorItem, Target } from '../contracts/task.ts'
import { isWithin } from '../core/hierarchy.ts'
import type { CallDeps } from './operation.ts'
import { renderError } from './render-task.ts'

export interface ResolvedTargets {
  readonly hierarchies: readonly string[]
  readonly errors: readonly ErrorItem[]
}

/** `refuse` is called for a path outside of the one that the credential is pinned to. */
export async function resolveTargets(
  targets: readonly Target[],
  deps: CallDeps,
  refuse: (detail: string) => never,
): Promise<ResolvedTargets> {
  const hierarchies: string[] = []
  const errors: ErrorItem[] = []
  const add = (path: string) => {
    const pinned = deps.principal.hierarchy
    if (pinned !== null && !isWithin(path, pinned))
      refuse(`"${path}" is not within "${pinned}", the path of the credential.`)
    if (!hierarchies.includes(path)) hierarchies.push(path)
  }
  for (const target of targets) {
    if (target.by === 'me') add(deps.hierarchy)
    else if (target.by === 'direct') {
      add(`${target.parent_agent_instance_hierarchy ?? deps.hierarchy}/${target.agent_instance}`)
    } else {
      const found = await findTagged(target.agent_tag, deps)
      if (typeof found === 'string') add(found)
      else errors.push(found)
    }
  }
  return { hierarchies, errors }
}

/** The newest instance of the one agent with this tag. */
async function findTagged(tag: string, { store, principal }: CallDeps): Promise<string | ErrorItem> {
  const { organizationId } = principal
  const filter = { organizationId, status: null, modelProvider: null, search: null }
  const tagged: string[] = []
  for (let offset = 0, total = 1; offset < total; offset += 500) {
    const page = await store.listAgents({ ...filter, limit: 500, offset })
    tagged.push(...page.items.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id))
    total = page.total
  }
  const [agentId] = tagged
  if (agentId === undefined) return renderError('TARGET_NOT_FOUND', `no agent has the tag "${tag}"`)
  if (tagged.length > 1) {
    return renderError('TARGET_AMBIGUOUS', `${tagged.length} agents have the tag "${tag}": ${tagged.join(', ')}`)
  }
  const runs = { organizationId, agentId, userId: null, sessionId: null, parentRunId: null, status: null, search: null }
  const newest = await store.listRuns({ ...runs, startDate: null, endDate: null, limit: 1, offset: 0 })
  const path = newest.items[0]?.created.hierarchy
  return path ?? renderError('TARGET_NOT_FOUND', `agent "${agentId}" with the tag "${tag}" has never run`)
}
