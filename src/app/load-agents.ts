// Loads agents from TypeScript or JavaScript files; Node strips the types, so nothing is built.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Agent } from '../runtime/define-agent.ts'
import { ConfigError } from './env.ts'
import { describeError } from '../spec/describe-error.ts'

const AGENT_FILE = /(?<!\.d|\.test)\.(ts|mts|js|mjs)$/

/** Where agents are looked for when no files are named. */
const DEFAULT_FOLDER = 'agents'

/**
 * Imports the files and collects every agent they export. A folder stands for the files in it, which may also hold none.
 * Without files: those in `agents/`, or none. Throws a `ConfigError` that names the file and the fault.
 */
export async function loadAgents(files: readonly string[]): Promise<Agent[]> {
  const named = files.length > 0 ? files : existsSync(DEFAULT_FOLDER) ? [DEFAULT_FOLDER] : []
  const agents: Agent[] = []
  for (const path of named.flatMap(expand)) {
    const found = await importAgents(path)
    if (found.length === 0 && files.includes(path)) {
      throw new ConfigError(`${path} exports no agent; export one made with defineAgent`)
    }
    agents.push(...found)
  }
  return [...new Set(agents)]
}

function expand(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) throw new ConfigError(`there is no file ${path}`)
  if (!stats.isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => AGENT_FILE.test(name))
  return names.sort().map((name) => join(path, name))
}

async function importAgents(path: string): Promise<Agent[]> {
  let exported: Record<string, unknown>
  try {
    exported = (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>
  } catch (error) {
    const reason = describeError(error)
    throw new ConfigError(`${path} cannot be loaded: ${reason}`, { cause: error })
  }
  return Object.values(exported).flat().filter(isAgent)
}

function isAgent(value: unknown): value is Agent {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'errand.agent'
}
