// From environment and flags to one typed config.
import type { RateLimits } from '../operations/rate-limiter.ts'
import { ConfigError, type Env, parseDuration, parseInteger, readFileText, readInteger, readText } from './env.ts'

export interface Config {
  /** Folder of the data. Default `.errand` (ERRAND_DATA, --data). */
  readonly dataDir: string
  /** TCP port; 0 picks a free one. Default 7717 (ERRAND_PORT, --port). */
  readonly port: number
  /** Bind address. Default 127.0.0.1 (ERRAND_HOST, --host). */
  readonly host: string
  /** Host names to answer to besides loopback names (ERRAND_HOST_NAMES, comma-separated). */
  readonly hostNames: readonly string[]
  /** Where the chat endpoint and its companions stand, default `/errand` (ERRAND_DASHBOARD_PATH). */
  readonly dashboardPath: string
  /** Root token (ERRAND_TOKEN); null: the one in the data folder, made at first start. */
  readonly token: string | null
  /** Opens nothing but /metrics (ERRAND_METRICS_TOKEN); null: the root token alone does. */
  readonly metricsToken: string | null
  /** null: no tokens of an identity provider are taken. */
  readonly jwt: JwtSettings | null
  /** null: nobody signs in to the console at an identity provider. */
  readonly oidc: OidcSettings | null
  /** What a credential and a tenant may ask for (ERRAND_REQUESTS_PER_MINUTE, ERRAND_RUNS_PER_MINUTE, ERRAND_OPEN_RUNS). */
  readonly limits: RateLimits
  /** Runs worked on at the same time, default 100 (ERRAND_CONCURRENCY). */
  readonly concurrency: number
  /** Firings in progress at once, and runs that they started, default 16 (ERRAND_TASK_CONCURRENCY). */
  readonly taskConcurrency: number
  /** How long runs in progress may go on after the first signal, in ms, default 10,000 (ERRAND_GRACE_MS). */
  readonly graceMs: number
  /** What is logged, as JSON lines on stderr (ERRAND_LOG_LEVEL); null: `info`, and in words where a person reads along. */
  readonly logLevel: (typeof LOG_LEVELS)[number] | null
  /** How long ended runs are kept, in ms (ERRAND_RETENTION); null: for ever. */
  readonly retentionMs: number | null
  /** Callers may have answers filtered by Python on this machine. */
  readonly isPythonEnabled: boolean
}

/** Which claims of an identity provider say who somebody is and what they may do. */
export interface ClaimNames {
  /** Claim with the tenant, default `org_id` (ERRAND_JWT_ORGANIZATION_CLAIM). */
  readonly organizationClaim: string
  /** Claim with the user, default `sub` (ERRAND_JWT_USER_CLAIM). */
  readonly userClaim: string
  /** Claim with the scopes, a list or words, default `scope` (ERRAND_JWT_SCOPES_CLAIM). */
  readonly scopesClaim: string
}

/** An identity provider whose access tokens are taken. */
export interface JwtSettings extends ClaimNames {
  /** `iss` of its tokens, exactly (ERRAND_JWT_ISSUER). */
  readonly issuer: string
  /** What `aud` must name: this server (ERRAND_JWT_AUDIENCE). */
  readonly audience: string
  /** Its key set (ERRAND_JWKS_URL); null: found through the issuer's /.well-known/openid-configuration. */
  readonly jwksUrl: string | null
}

/** An identity provider where people sign in to the console. `scopesClaim` is ERRAND_OIDC_SCOPES_CLAIM if that is set. */
export interface OidcSettings extends ClaimNames {
  /** Default: ERRAND_JWT_ISSUER (ERRAND_OIDC_ISSUER). */
  readonly issuer: string
  /** This server, as the provider knows it (ERRAND_OIDC_CLIENT_ID). */
  readonly clientId: string
  /** ERRAND_OIDC_CLIENT_SECRET, or in the file ERRAND_OIDC_CLIENT_SECRET_FILE; null: a public client. */
  readonly clientSecret: string | null
  /** What is asked of the provider, default `openid` (ERRAND_OIDC_SCOPES, words). */
  readonly scopes: readonly string[]
}

export interface Flags {
  readonly data?: string | undefined
  readonly port?: string | undefined
  readonly host?: string | undefined
}

export const DEFAULT_PORT = 7717
export const DASHBOARD_PATH = '/errand'
const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/** Throws a `ConfigError` that names the setting and what it takes. */
export function readConfig(env: Env, flags: Flags = {}): Config {
  const bounds = { min: 0, max: 65_535, fallback: DEFAULT_PORT }
  const host = flags.host ?? readText(env, 'ERRAND_HOST') ?? '127.0.0.1'
  return {
    dataDir: flags.data ?? readText(env, 'ERRAND_DATA') ?? '.errand',
    port:
      flags.port === undefined ? readInteger(env, 'ERRAND_PORT', bounds) : parseInteger(flags.port, '--port', bounds),
    host,
    hostNames: readList(env, 'ERRAND_HOST_NAMES').map((name) => name.toLowerCase()),
    dashboardPath: readDashboardPath(env),
    token: readText(env, 'ERRAND_TOKEN'),
    metricsToken: readText(env, 'ERRAND_METRICS_TOKEN'),
    jwt: readJwt(env),
    oidc: readOidc(env),
    concurrency: readInteger(env, 'ERRAND_CONCURRENCY', { min: 1, max: 10_000, fallback: 100 }),
    taskConcurrency: readInteger(env, 'ERRAND_TASK_CONCURRENCY', { min: 1, max: 1000, fallback: 16 }),
    graceMs: readInteger(env, 'ERRAND_GRACE_MS', { min: 0, max: 3_600_000, fallback: 10_000 }),
    limits: readLimits(env, loopback.has(host)),
    logLevel: readLogLevel(env),
    retentionMs: parseDuration(readText(env, 'ERRAND_RETENTION'), 'ERRAND_RETENTION'),
    isPythonEnabled: /^(true|1)$/i.test(readText(env, 'ERRAND_PYTHON') ?? ''),
  }
}

/** Off on loopback, generous where others can come. `off` switches one off. */
function readLimits(env: Env, isLoopback: boolean): RateLimits {
  const read = (name: string, fallback: number) => {
    const text = readText(env, name)
    if (text === 'off') return null
    if (text === null) return isLoopback ? null : fallback
    return parseInteger(text, name, { min: 1, max: 10_000_000 })
  }
  return {
    requestsPerMinute: read('ERRAND_REQUESTS_PER_MINUTE', 6000),
    runsPerMinute: read('ERRAND_RUNS_PER_MINUTE', 600),
    openRuns: read('ERRAND_OPEN_RUNS', 1000),
  }
}

/** Throws a `ConfigError` unless it is a path such as `/errand`; `/` alone would stand in the way of everything else. */
export function readDashboardPath(env: Env): string {
  const path = readText(env, 'ERRAND_DASHBOARD_PATH') ?? DASHBOARD_PATH
  if (/^(\/[\w.~-]+)+$/.test(path)) return path
  throw new ConfigError(`ERRAND_DASHBOARD_PATH is "${path}"; it takes a path such as /errand, without a / at the end`)
}

export function readList(env: Env, name: string): string[] {
  const items = (readText(env, name) ?? '').split(',').map((item) => item.trim())
  return items.filter((item) => item !== '')
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

function readLogLevel(env: Env): Config['logLevel'] {
  const text = readText(env, 'ERRAND_LOG_LEVEL')
  const level = LOG_LEVELS.find((name) => name === text)
  if (text === null || level) return level ?? null
  throw new ConfigError(`ERRAND_LOG_LEVEL is "${text}"; it takes ${LOG_LEVELS.join(', ')}`)
}

/** Throws a `ConfigError` for half a setting, and for an issuer whose keys anybody on the way could replace. */
function readJwt(env: Env): JwtSettings | null {
  const issuer = readText(env, 'ERRAND_JWT_ISSUER')
  const audience = readText(env, 'ERRAND_JWT_AUDIENCE')
  const jwksUrl = readText(env, 'ERRAND_JWKS_URL')
  if (issuer === null && audience === null && jwksUrl === null) return null
  if (issuer === null || audience === null) {
    throw new ConfigError(
      `set ${issuer === null ? 'ERRAND_JWT_ISSUER' : 'ERRAND_JWT_AUDIENCE'} too: a token must name both`,
    )
  }
  checkIssuerUrl(issuer, 'ERRAND_JWT_ISSUER')
  if (jwksUrl !== null) checkIssuerUrl(jwksUrl, 'ERRAND_JWKS_URL')
  return { issuer, audience, jwksUrl, ...readClaimNames(env) }
}

function readClaimNames(env: Env): ClaimNames {
  return {
    organizationClaim: readText(env, 'ERRAND_JWT_ORGANIZATION_CLAIM') ?? 'org_id',
    userClaim: readText(env, 'ERRAND_JWT_USER_CLAIM') ?? 'sub',
    scopesClaim: readText(env, 'ERRAND_JWT_SCOPES_CLAIM') ?? 'scope',
  }
}

/** Throws a `ConfigError` for half a setting, so that nobody believes that people can sign in. */
function readOidc(env: Env): OidcSettings | null {
  const clientId = readText(env, 'ERRAND_OIDC_CLIENT_ID')
  const own = readText(env, 'ERRAND_OIDC_ISSUER')
  const clientSecret = readText(env, 'ERRAND_OIDC_CLIENT_SECRET') ?? readFileText(env, 'ERRAND_OIDC_CLIENT_SECRET_FILE')
  if (clientId === null && own === null && clientSecret === null) return null
  if (clientId === null) throw new ConfigError('set ERRAND_OIDC_CLIENT_ID too: the name of this server at the provider')
  const issuer = own ?? readText(env, 'ERRAND_JWT_ISSUER')
  if (issuer === null) throw new ConfigError('set ERRAND_OIDC_ISSUER too: where people sign in')
  checkIssuerUrl(issuer, 'ERRAND_OIDC_ISSUER')
  const names = readClaimNames(env)
  const scopes = (readText(env, 'ERRAND_OIDC_SCOPES') ?? '').split(/[\s,]+/).filter((scope) => scope !== '')
  return {
    ...names,
    scopesClaim: readText(env, 'ERRAND_OIDC_SCOPES_CLAIM') ?? names.scopesClaim,
    issuer,
    clientId,
    clientSecret,
    scopes: [...new Set(['openid', ...scopes])],
  }
}

function checkIssuerUrl(text: string, name: string): void {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname))) return
  throw new ConfigError(`${name} is "${text}"; it takes an https URL, e.g. https://login.example.com/`)
}

/** Refuses to be reachable from outside with nothing but the token that was made for this machine. */
export function checkBind({ host, token, jwt, oidc, hostNames }: Config): void {
  const hasAuth = token !== null || jwt !== null || oidc !== null
  if (loopback.has(host) || (hasAuth && hostNames.length > 0)) return
  const missing = hasAuth
    ? 'ERRAND_HOST_NAMES (the names clients use)'
    : 'ERRAND_TOKEN (a secret of your own) or an identity provider (ERRAND_JWT_ISSUER, ERRAND_OIDC_CLIENT_ID)'
  throw new ConfigError(`--host ${host} is reachable from other machines; set ${missing} first, or bind 127.0.0.1`)
}
