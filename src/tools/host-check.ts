// Which hosts a tool of one agent may ask, below what the installation allows anyway.
import { z } from 'zod'

export const checkHosts = z
  .array(z.string().regex(/^\.?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/i, 'write a host such as docs.example.com'))
  .min(1)

/** Says what is wrong with an address, or null. `hosts`: `example.com`, `.example.com` for all below it, `host:port`; absent: any. */
export function createHostCheck(hosts: readonly string[] | undefined): (url: URL) => string | null {
  if (!hosts) return () => null
  const known = hosts.map((host) => host.toLowerCase())
  return ({ host }) => {
    const isKnown = known.some((name) => (name.startsWith('.') ? host.endsWith(name) : host === name))
    return isKnown ? null : `${host} is not one of the hosts that this tool may ask: ${known.join(', ')}`
  }
}
