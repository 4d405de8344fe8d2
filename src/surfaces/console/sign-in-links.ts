// Links that open the console once, each for one credential. Kept in memory: a restart ends those that were not used.
import { createHash, randomBytes } from 'node:crypto'

export interface SignInLinks {
  /** A code of 192 bits that stands for this token once. */
  create(token: string): string
  /** The token; null when there is no such code, or no longer. */
  redeem(code: string): string | null
}

/** Most codes that are open at once; the oldest go first. */
const MAX_OPEN = 100

export function createSignInLinks(): SignInLinks {
  const tokensByHash = new Map<string, string>()
  return {
    create(token) {
      const code = randomBytes(24).toString('base64url')
      tokensByHash.set(hash(code), token)
      for (const [oldest] of tokensByHash) if (tokensByHash.size > MAX_OPEN) tokensByHash.delete(oldest)
      return code
    },
    redeem(code) {
      const token = tokensByHash.get(hash(code)) ?? null
      tokensByHash.delete(hash(code))
      return token
    },
  }
}

/** Looked up by hash, so that the time of a look-up tells nothing of a code. */
function hash(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
