// What tools and context spaces may reach, from the environment: the same for a server and for an embedded app.
import type { AppOptions } from './app.ts'
import { readList } from './config.ts'
import { parseAllowed } from './egress.ts'
import { ConfigError, type Env, readText } from './env.ts'
import { readBuiltIns } from './read-built-ins.ts'
import { parseSecretHosts } from './tool-fetch.ts'

type Reach = Pick<AppOptions, 'egressAllowed' | 'builtIns' | 'secretHosts' | 'contextRoots' | 'watchesContext'>

/** Throws a `ConfigError` that names the variable at fault. */
export function readReach(env: Env): Reach {
  return {
    egressAllowed: parseAllowed(readText(env, 'ERRAND_EGRESS_ALLOW')),
    builtIns: readBuiltIns(env),
    secretHosts: parseSecretHosts(readText(env, 'ERRAND_SECRET_HOSTS')),
    contextRoots: readContextRoots(env),
    watchesContext: readWatchesContext(env),
  }
}

/** The project folder, unless the operator says otherwise. */
function readContextRoots(env: Env): string[] {
  const roots = readList(env, 'ERRAND_CONTEXT_ROOTS')
  return roots.length > 0 ? roots : ['.']
}

/** Throws a `ConfigError` for anything but `on` and `off`. */
function readWatchesContext(env: Env): boolean {
  const text = readText(env, 'ERRAND_CONTEXT_WATCH') ?? 'off'
  if (text === 'on' || text === 'off') return text === 'on'
  throw new ConfigError(`ERRAND_CONTEXT_WATCH is "${text}"; it takes on or off`)
}
