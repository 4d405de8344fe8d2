// The requests that tools make to addresses which a model named. Secrets are filled in here, and only for the hosts that the
// operator named for each: whatever a model or a page says, no secret goes elsewhere.
import type { RuntimeDeps } from '../runtime/ports.ts'
import { ToolFailure } from '../runtime/tool-failure.ts'
import { ROOT } from './credentials.ts'
import type { Egress } from './egress.ts'
import { ConfigError, type Env, readText } from './env.ts'

export interface SecretHost {
  /** As in ERRAND_SECRET_NAME. */
  readonly name: string
  /** `host` or `host:port`. */
  readonly host: string
}

const SECRET = /\{\{\s*secret:(\w+)\s*\}\}/g

/** Secrets are the operator's: requests for other tenants get none. */
export function createToolFetch(
  { env, secretHosts = [] }: { readonly env: Env; readonly secretHosts?: readonly SecretHost[] },
  { fetch }: Egress,
): RuntimeDeps['fetch'] {
  const read = (organizationId: string, name: string, { host, protocol }: URL): string => {
    const isBound = secretHosts.some((bound) => bound.name === name && bound.host === host)
    if (organizationId !== ROOT.organizationId || !isBound) {
      const hint = `an operator can allow it with ERRAND_SECRET_HOSTS=${name}=${host}`
      throw new ToolFailure(`the secret ${name} does not go to ${host}; ${hint}`, { isNotInvoked: true })
    }
    if (protocol !== 'https:' && !/^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(host)) {
      throw new ToolFailure(`the secret ${name} goes over https only`, { isNotInvoked: true })
    }
    const secret = readText(env, `ERRAND_SECRET_${name}`)
    if (secret !== null) return secret
    throw new ToolFailure(`the secret ${name} is not set; set ERRAND_SECRET_${name}`, { isNotInvoked: true })
  }
  return async (organizationId, url, init) => {
    const headers = [...new Headers(init.headers)].map(([name, value]): [string, string] => [
      name,
      value.replaceAll(SECRET, (_all, secret: string) => read(organizationId, secret, url)),
    ])
    return fetch(url, { ...init, headers })
  }
}

/** Reads `NAME=host,NAME=host:port`. Throws a `ConfigError` that names the entry at fault. */
export function parseSecretHosts(text: string | null): SecretHost[] {
  const entries = (text ?? '').split(',').map((entry) => entry.trim())
  return entries
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [, name, host] = /^(\w+)=([a-z0-9.-]+(?::\d{1,5})?)$/i.exec(entry) ?? []
      if (name !== undefined && host !== undefined) return { name, host: host.toLowerCase() }
      throw new ConfigError(`ERRAND_SECRET_HOSTS has "${entry}"; it takes NAME=host, separated by commas`)
    })
}
