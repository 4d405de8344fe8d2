// From environment and flags to one typed config.
import { ConfigError, type Env, parseDuration, parseInteger, readInteger, readText } from './env.ts'

export interface Config {
  /** Folder of the data. Default `.errand` (ERRAND_DATA, --data). */
  readonly dataDir: string
  /** TCP port; 0 picks a free one. Default 7717 (ERRAND_PORT, --port). */
  readonly port: number
  /** Bind address. Default 127.0.0.1 (ERRAND_HOST, --host). */
  readonly host: string
  /** Host names to answer to besides loopback names (ERRAND_HOST_NAMES, comma-separated). */
  readonly hostNames: readonly string[]
  /** Root token (ERRAND_TOKEN); null: the one in the data folder, made at first start. */
  readonly token: string | null
  /** Runs worked on at the same time, default 100 (ERRAND_CONCURRENCY). */
  readonly concurrency: number
  /** How long runs in progress may go on after the first signal, in ms, default 10,000 (ERRAND_GRACE_MS). */
  readonly graceMs: number
  /** How long ended runs are kept, in ms (ERRAND_RETENTION); null: for ever. */
  readonly retentionMs: number | null
}

export interface Flags {
  readonly data?: string | undefined
  readonly port?: string | undefined
  readonly host?: string | undefined
}

export const DEFAULT_PORT = 7717

/** Throws a `ConfigError` that names the setting and what it takes. */
export function readConfig(env: Env, flags: Flags = {}): Config {
  const bounds = { min: 0, max: 65_535, fallback: DEFAULT_PORT }
  const config: Config = {
    dataDir: flags.data ?? readText(env, 'ERRAND_DATA') ?? '.errand',
    port:
      flags.port === undefined ? readInteger(env, 'ERRAND_PORT', bounds) : parseInteger(flags.port, '--port', bounds),
    host: flags.host ?? readText(env, 'ERRAND_HOST') ?? '127.0.0.1',
    hostNames: (readText(env, 'ERRAND_HOST_NAMES') ?? '')
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
    token: readText(env, 'ERRAND_TOKEN'),
    concurrency: readInteger(env, 'ERRAND_CONCURRENCY', { min: 1, max: 10_000, fallback: 100 }),
    graceMs: readInteger(env, 'ERRAND_GRACE_MS', { min: 0, max: 3_600_000, fallback: 10_000 }),
    retentionMs: parseDuration(readText(env, 'ERRAND_RETENTION'), 'ERRAND_RETENTION'),
  }
  return config
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/** Refuses to be reachable from outside with nothing but the token that was made for this machine. */
export function checkBind({ host, token, hostNames }: Config): void {
  if (loopback.has(host) || (token !== null && hostNames.length > 0)) return
  const missing = token === null ? 'ERRAND_TOKEN (a secret of your own)' : 'ERRAND_HOST_NAMES (the names clients use)'
  throw new ConfigError(`--host ${host} is reachable from other machines; set ${missing} first, or bind 127.0.0.1`)
}
