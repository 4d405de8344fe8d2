// Loads agents from TypeScript or JavaScript files; Node strips the types, so nothing is built.
import { existsSync } from 'node:fs'
import type { Agent } from '../runtime/define-agent.ts'
import { ConfigError } from './env.ts'
import { expandPath, importFile } from './import-files.ts'

/** Where agents are looked for when no files are named. */
const DEFAULT_FOLDER = 'agents'

/**
 * Imports the files and collects every agent they export. A folder stands for the files in it, which may also hold none.
 * Without files: those in `agents/`, or none. Throws a `ConfigError` that names the file and the fault.
 */
export async function loadAgents(files: readonly string[]): Promise<Agent[]> {
  const named = files.length > 0 ? files : existsSync(DEFAULT_FOLDER) ? [DEFAULT_FOLDER] : []
  const pathsByAgent = new Map<Agent, string>()
  for (const path of named.flatMap(expandPath)) {
    const found = (await importFile(path)).filter(isAgent)
    if (found.length === 0 && files.includes(path)) {
      throw new ConfigError(`${path} exports no agent; export one made with defineAgent`)
    }
    for (const agent of found) addAgent(agent, path, pathsByAgent)
  }
  return [...pathsByAgent.keys()]
}

/** One agent may be exported by several files; two agents may not share an id. */
function addAgent(agent: Agent, path: string, pathsByAgent: Map<Agent, string>): void {
  if (pathsByAgent.has(agent)) return
  const [, other] = [...pathsByAgent].find(([known]) => known.id === agent.id) ?? []
  if (other !== undefined) {
    const where = other === path ? `${path} exports two agents` : `${other} and ${path} both export an agent`
    throw new ConfigError(`${where} with the id "${agent.id}"; give one of them another`)
  }
  pathsByAgent.set(agent, path)
}

function isAgent(value: unknown): value is Agent {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'errand.agent'
}
