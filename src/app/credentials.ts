// Credentials: the root token, kept in a file that only its owner can read, and how tokens are checked.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Principal } from '../operations/operation.ts'
import { ConfigError } from './env.ts'

/** The operator: whoever holds the root token, or the process that owns the data. */
export const ROOT: Principal = {
  organizationId: 'default',
  userId: 'root',
  scopes: ['read', 'run', 'admin'],
  credentialId: 'root',
  expiresAt: null,
  hierarchy: null,
  plugin: null,
  isOperator: true,
}

/** Whoever reads the figures and nothing else. */
export const SCRAPER: Principal = { ...ROOT, userId: 'metrics', scopes: [], credentialId: 'metrics' }

export interface Credential {
  readonly token: string
  readonly principal: Principal
}

/** Reads the root token of a data folder; null when it has none yet. */
export function readToken(dataDir: string): string | null {
  const path = join(dataDir, 'token')
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null
}

/** The root token of a data folder, made when it has none. */
export function ensureToken(dataDir: string): string {
  const known = readToken(dataDir)
  if (known) return known
  // Written whole under another name, then linked: of several processes one wins, and all read the same.
  const draft = join(dataDir, `token-${process.pid}`)
  writeFileSync(draft, `errand_${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  try {
    linkSync(draft, join(dataDir, 'token'))
  } catch (error) {
    if (!readToken(dataDir)) throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readToken(dataDir) ?? ''
}

/** Throws a `ConfigError` for a token that is too easy to guess. */
export function checkToken(token: string, name = 'ERRAND_TOKEN'): string {
  if (/^[\x21-\x7e]{16,255}$/.test(token)) return token
  throw new ConfigError(`${name} must be 16 to 255 printable characters without spaces`)
}

/** Looks tokens up by their hash, in constant time for each. */
export function createTokenLookup(credentials: readonly Credential[]): (token: string) => Principal | null {
  const hashed = credentials.map(({ token, principal }) => ({ hash: hashToken(token), principal }))
  return (token) => {
    const hash = hashToken(token)
    return hashed.find((credential) => timingSafeEqual(credential.hash, hash))?.principal ?? null
  }
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
