// Links that open the console once, each for one credential. Kept in memory: a restart ends those that were not used.
import { createHash, randomBytes } from 'node:crypto'

export interface SignInLinks {
  /** A code of 192 bits that stands for this token once, for a day. */
  create(token: string): string
  /** The token; null when there is no such code, or no longer. */
  redeem(code: string): string | null
}

interface Link {
  readonly token: string
  readonly untilMs: number
}

const LASTS_MS = 24 * 3_600_000
/** Most links of one credential that are open at once; its oldest go first, those of others stay. */
const MAX_OPEN = 20

export function createSignInLinks(nowMs: () => number): SignInLinks {
  const linksByHash = new Map<string, Link>()
  const dropOld = (token: string) => {
    for (const [key, { untilMs }] of linksByHash) if (untilMs <= nowMs()) linksByHash.delete(key)
    const own = [...linksByHash].filter(([, link]) => link.token === token)
    for (const [key] of own.slice(0, Math.max(0, own.length - MAX_OPEN))) linksByHash.delete(key)
  }
  return {
    create(token) {
      const code = randomBytes(24).toString('base64url')
      linksByHash.set(hash(code), { token, untilMs: nowMs() + LASTS_MS })
      dropOld(token)
      return code
    },
    redeem(code) {
      const link = linksByHash.get(hash(code))
      linksByHash.delete(hash(code))
      return link && nowMs() < link.untilMs ? link.token : null
    },
  }
}

/** Looked up by hash, so that the time of a look-up tells nothing of a code. */
function hash(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
