// Requests to addresses that somebody wrote into a tool: public ones only, checked where the connection is made, so that
// neither a name, nor another spelling of an address, nor a redirect leads inside.
import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, fetch } from 'undici'
import type { OutsideFetch } from '../runtime/define-tool.ts'
import { ConfigError } from './env.ts'

const HINT = 'an operator can allow it with ERRAND_EGRESS_ALLOW'

/** An address that may not be reached. */
export class EgressError extends Error {
  override name = 'EgressError'
  readonly code = 'EGRESS_DENIED'
}

export interface Egress extends AsyncDisposable {
  /** Makes one request; redirects are answers. Rejects with a TypeError whose cause may be an `EgressError`. */
  readonly fetch: OutsideFetch
  /** What is wrong with an address that is to be written down, by its text; null: nothing. */
  readonly findTargetFault: (url: string) => string | null
}

/** `allowed` are the `host:port` that may be reached whatever their address. `resolve` replaces the DNS, for tests. */
export function createEgress({
  allowed,
  resolve = lookup,
}: {
  allowed: readonly string[]
  resolve?: LookupFunction
}): Egress {
  const allow = new Set(allowed)
  const connectFree = buildConnector({})
  const connectPublic = buildConnector({ lookup: lookUpPublic(resolve) })
  const agent = new Agent({
    connect(options, callback) {
      const { host, place } = locate(options)
      if (allow.has(place)) return connectFree(options, callback)
      const fault = isIP(host) === 0 ? null : findFault(host)
      if (fault) return callback(fault, null)
      connectPublic(options, callback)
    },
  })
  return {
    // undici's types of the same web standards differ from the global ones by name alone
    fetch: async (url, init) =>
      (await fetch(url, { ...(init as object), redirect: 'manual', dispatcher: agent })) as unknown as Response,
    findTargetFault: (text) => findTargetFault(text, allow),
    [Symbol.asyncDispose]: () => agent.destroy(),
  }
}

/** The host without brackets, and `host:port` as an operator writes it. */
function locate({ hostname, port, protocol }: { hostname: string; port?: string; protocol?: string }) {
  const host = hostname.replaceAll(/^\[|\]$/g, '').toLowerCase()
  return { host, place: `${host}:${port || (protocol === 'https:' ? '443' : '80')}` }
}

function findTargetFault(text: string, allow: ReadonlySet<string>): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return 'must be an https URL'
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password'
  const { host, place } = locate(url)
  if (allow.has(place)) return null
  if (/(^|\.)localhost\.?$/.test(host)) return `${host} is not a public address; ${HINT}`
  const fault = isIP(host) === 0 ? null : findFault(host)
  if (fault) return fault.message
  return url.protocol === 'https:' ? null : `must be an https URL; ${HINT}`
}

/** Every address of a name must be public; the connection then goes to one of those that were checked. */
function lookUpPublic(resolve: LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found
      const fault = error ?? addresses.map(({ address }) => findFault(address, hostname)).find((one) => one !== null)
      if (fault) return callback(fault, [])
      if (options.all === true) return callback(null, addresses)
      const [first] = addresses
      callback(null, first?.address ?? '', first?.family ?? 4)
    })
}

function findFault(address: string, name = address): EgressError | null {
  // An IPv6 address with a zone, or that wraps an IPv4 one, is judged by what it stands for.
  const bare = address.split('%')[0] ?? ''
  const range = ipaddr.isValid(bare) ? ipaddr.process(bare).range() : 'invalid'
  if (range === 'unicast') return null
  return new EgressError(`${name} is not a public address (${range}); ${HINT}`)
}

/** Reads `host:port,[::1]:port`. Throws a `ConfigError` that names the entry at fault. */
export function parseAllowed(text: string | null): string[] {
  const entries = (text ?? '').split(',').map((entry) => entry.trim().toLowerCase())
  return entries
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [, host, port] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+):(\d{1,5})$/.exec(entry) ?? []
      if (host === undefined || Number(port) > 65_535) {
        throw new ConfigError(`ERRAND_EGRESS_ALLOW has "${entry}"; it takes host:port, separated by commas`)
      }
      return `${host.replaceAll(/^\[|\]$/g, '')}:${port}`
    })
}
