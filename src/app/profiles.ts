// Profiles: the servers a person works with, by name, in a file that only that person can read.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { ConfigError, type Env, readText } from './env.ts'

const Profiles = z.strictObject({
  /** The one that is used when nothing else is said; null: the data folder. */
  current: z.string().nullable(),
  servers: z.record(z.string(), z.strictObject({ url: z.string(), token: z.string() })),
})
export type Profiles = z.infer<typeof Profiles>

/** A server to talk to instead of a data folder. */
export interface RemoteServer {
  readonly url: string
  readonly token: string
  /** Where it was said, e.g. `profile prod`. */
  readonly source: string
}

export interface ServerFlags {
  readonly profile?: string | undefined
  readonly data?: string | undefined
}

/** `$XDG_CONFIG_HOME/errand/profiles.json`, by default below `~/.config`; on Windows below `%APPDATA%`. */
export function findProfilesPath(env: Env): string {
  const base = readText(env, 'XDG_CONFIG_HOME') ?? readText(env, 'APPDATA')
  return join(base ?? join(readText(env, 'HOME') ?? homedir(), '.config'), 'errand', 'profiles.json')
}

/** Throws a `ConfigError` when the file is there and cannot be read. */
export function readProfiles(env: Env): Profiles {
  const path = findProfilesPath(env)
  if (!existsSync(path)) return { current: null, servers: {} }
  try {
    return Profiles.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new ConfigError(`${path} is not a file of profiles; correct or delete it`, { cause: error })
  }
}

/** Replaces the file as a whole, so that a kill leaves the old or the new one. */
export function writeProfiles(env: Env, profiles: Profiles): void {
  const path = findProfilesPath(env)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 })
  chmodSync(draft, 0o600) // also when a draft was left over
  renameSync(draft, path)
}

/**
 * Which server a command talks to; null for a data folder. What is said nearest wins: flags, then the environment
 * (ERRAND_URL, ERRAND_PROFILE, ERRAND_DATA), then the profile in use.
 */
export function findServer({ profile, data }: ServerFlags, env: Env): RemoteServer | null {
  if (profile !== undefined && data !== undefined) throw new ConfigError('--profile and --data exclude each other')
  if (profile !== undefined) return requireProfile(profile, env)
  if (data !== undefined) return null
  const url = readText(env, 'ERRAND_URL')
  if (url !== null) return readUrl(url, env)
  const named = readText(env, 'ERRAND_PROFILE')
  if (named !== null) return requireProfile(named, env)
  if (readText(env, 'ERRAND_DATA') !== null) return null
  const { current } = readProfiles(env)
  return current === null ? null : requireProfile(current, env)
}

function requireProfile(name: string, env: Env): RemoteServer {
  const { servers } = readProfiles(env)
  const server = servers[name]
  if (server) return { ...server, source: `profile ${name}` }
  const known = Object.keys(servers).join(', ') || 'none yet'
  throw new ConfigError(`there is no profile "${name}" (${known}); make it with: errand profile add ${name} --url URL`)
}

function readUrl(url: string, env: Env): RemoteServer {
  const token = readText(env, 'ERRAND_TOKEN')
  if (token === null) throw new ConfigError('ERRAND_URL is set; set ERRAND_TOKEN to a token of that server too')
  return { url: checkUrl(url, 'ERRAND_URL'), token, source: 'ERRAND_URL' }
}

export function checkUrl(url: string, name: string): string {
  if (/^https?:/.test(url) && URL.canParse(url)) return url
  throw new ConfigError(`${name} "${url}" is not an http(s) URL, e.g. https://errand.example.com`)
}
