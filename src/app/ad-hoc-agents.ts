// Agents that are run as objects: each live object has an id of its own, so that no run gets the code of another.
import type { Agent } from '../runtime/define-agent.ts'
import { listFamily, registerAdHocAgents, type RegisterDeps } from './register-agents.ts'

export interface AdHocAgents {
  /**
   * Makes the agent, and the agents among its tools, known under `adhoc-ID` (or `adhoc-ID-2` … while that is in use) and
   * starts a run of it with `execute`.
   */
  start<T>(agent: Agent, execute: (agentId: string) => Promise<T>): Promise<T>
}

interface Holder {
  readonly agent: Agent
  /** Runs that are being started. */
  starting: number
}

export function createAdHocAgents(deps: RegisterDeps): AdHocAgents {
  const holdersById = new Map<string, Holder>()

  /** The first id that is this object's, nobody's, or of an object none of whose runs is open. */
  const findId = (agent: Agent): string => {
    const base = `adhoc-${agent.id}`.slice(0, 90)
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? base : `${base}-${number}`
      const holder = holdersById.get(id)
      if (!holder || holder.agent === agent || (holder.starting === 0 && !deps.engine.hasOpenRuns(id))) return id
    }
  }
  return {
    async start(agent, execute) {
      const ids = new Map<Agent, string>()
      const holders = listFamily([agent]).map((member) => {
        const id = findId(member)
        const known = holdersById.get(id)
        const holder = known?.agent === member ? known : { agent: member, starting: 0 }
        holdersById.set(id, holder)
        holder.starting += 1
        ids.set(member, id)
        return holder
      })
      try {
        await registerAdHocAgents(ids, deps)
        return await execute(ids.get(agent) ?? agent.id)
      } finally {
        for (const holder of holders) holder.starting -= 1
      }
    },
  }
}
