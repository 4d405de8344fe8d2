// Loads agents, tools and operations from TypeScript or JavaScript files.
import { existsSync } from 'node:fs'
import type { OwnOperation } from '../operations/own-operation.ts'
import type { Agent } from '../runtime/define-agent.ts'
import type { Tool } from '../runtime/define-tool.ts'
import { ConfigError } from './env.ts'
import { expandPath, importFile } from './import-files.ts'

/** Where code is looked for when no files are named. */
const DEFAULT_FOLDER = 'agents'

export interface Code {
  readonly agents: readonly Agent[]
  readonly operations: readonly OwnOperation[]
  /** Exported tools: stored tools of the kind `function` name them. */
  readonly tools: readonly Tool[]
}

/**
 * Imports the files and collects every agent, tool and operation they export. A folder stands for the files in it, which may also
 * hold none. Without files: those in `agents/`, or none. Throws a `ConfigError` that names the file and the fault.
 */
export async function loadCode(files: readonly string[]): Promise<Code> {
  const named = files.length > 0 ? files : existsSync(DEFAULT_FOLDER) ? [DEFAULT_FOLDER] : []
  const pathsByAgent = new Map<Agent, string>()
  const operations = new Set<OwnOperation>()
  const tools = new Set<Tool>()
  for (const path of named.flatMap(expandPath)) {
    const exported = await importFile(path)
    const found = {
      agents: exported.filter(isAgent),
      operations: exported.filter(isOperation),
      tools: exported.filter(isTool),
    }
    if (Object.values(found).every((list) => list.length === 0) && files.includes(path)) {
      throw new ConfigError(`${path} exports no agent and no operation; export one made with defineAgent or implement`)
    }
    for (const agent of found.agents) addAgent(agent, path, pathsByAgent)
    for (const tool of found.tools) tools.add(tool)
    for (const operation of found.operations) operations.add(operation)
  }
  return { agents: [...pathsByAgent.keys()], operations: [...operations], tools: [...tools] }
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

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null
}

function isAgent(value: unknown): value is Agent {
  return kindOf(value) === 'errand.agent'
}

function isTool(value: unknown): value is Tool {
  return kindOf(value) === 'errand.tool'
}

function isOperation(value: unknown): value is OwnOperation {
  return kindOf(value) === 'errand.operation'
}
