// Who may come in: the root token, API keys as the store knows them now, and whom an identity provider vouches for. Nothing is
// cached, so a key that is revoked anywhere is refused by the next call.
import type { Access, Authentication } from '../operations/access.ts'
import type { Principal } from '../operations/operation.ts'
import { hashSecret, isSecret } from '../operations/secrets.ts'
import type { Clock } from '../runtime/ports.ts'
import type { KeyRow } from '../store/key-verbs.ts'
import type { Store } from '../store/store.ts'
import { createTokenLookup, type Credential, ROOT } from './credentials.ts'

export interface AccessDeps {
  readonly store: Store
  readonly clock: Clock
  /** Credentials that are no keys: the root token. */
  readonly credentials: readonly Credential[]
  /** Says whose a token is that is neither, by the word of an identity provider. null: no others are taken. */
  readonly verify: ((token: string) => Promise<Authentication>) | null
  readonly onError: (error: unknown) => void
}

/** How exactly the last use of a key is known. */
const TOUCH_MS = 3_600_000

export function createAccess(deps: AccessDeps): Access {
  const findToken = createTokenLookup(deps.credentials)
  return {
    async authenticate(token) {
      if (token === null) return refuse('No credential was given; send Authorization: Bearer TOKEN.')
      const principal = findToken(token)
      if (principal) return { principal }
      if (isSecret(token)) return authenticateKey(token, deps)
      return deps.verify?.(token) ?? refuse('The token is not one of this server.')
    },
    resolve: (creator) => resolveCreator(creator, deps),
    watch: (principal, onEnd) => watchCredential(principal, onEnd, deps),
  }
}

function refuse(detail: string): Authentication {
  return { principal: null, detail }
}

async function authenticateKey(secret: string, { store, clock, onError }: AccessDeps): Promise<Authentication> {
  const key = await store.getKey({ hash: hashSecret(secret) })
  if (!key) return refuse('The token is not one of this server.')
  if (key.revokedAt !== null) return refuse(`The key ${key.keyId} was revoked.`)
  if (isOver(key, clock.now())) return refuse(`The key ${key.keyId} expired at ${key.expiresAt}.`)
  if (key.lastUsedAt === null || Date.parse(key.lastUsedAt) <= clock.now() - TOUCH_MS) {
    store.touchKey({ keyId: key.keyId, at: new Date(clock.now()).toISOString() }).catch(onError)
  }
  return { principal: describeKey(key) }
}

function describeKey({ keyId, organizationId, userId, scopes, expiresAt, hierarchy, plugin }: KeyRow): Principal {
  return { organizationId, userId, scopes, credentialId: keyId, expiresAt, hierarchy, plugin, isOperator: false }
}

function isOver({ expiresAt }: Pick<Principal, 'expiresAt'>, nowMs: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= nowMs
}

/** What an identity provider would say of a user now is not known: whoever came with its token acts by no run. */
async function resolveCreator(
  { organizationId, credentialId }: { organizationId: string; credentialId: string | null },
  { store, clock, credentials }: AccessDeps,
): Promise<Principal | null> {
  if (credentialId === null) return null
  const isCreator = (principal: Principal) =>
    principal.organizationId === organizationId && principal.credentialId === credentialId
  const known = [ROOT, ...credentials.map(({ principal }) => principal)].find(isCreator)
  if (known) return known
  const key = await store.getKey({ keyId: credentialId })
  const isLive = key?.organizationId === organizationId && key.revokedAt === null && !isOver(key, clock.now())
  return isLive ? describeKey(key) : null
}

/** Listens first and asks then, so that no revocation falls in between. */
function watchCredential(principal: Principal, onEnd: () => void, { store, clock, onError }: AccessDeps): () => void {
  const { credentialId, expiresAt } = principal
  let stopTimer = () => {}
  const stopWatching = store.watchKeys((keyId) => {
    if (keyId === credentialId) end()
  })
  const stop = () => {
    stopTimer()
    stopWatching()
  }
  const end = () => {
    stop()
    onEnd()
  }
  const waitForExpiry = () => {
    if (expiresAt === null) return
    const leftMs = Date.parse(expiresAt) - clock.now()
    if (leftMs <= 0) end()
    else stopTimer = clock.schedule(leftMs, waitForExpiry) // again, should the clock's timer be shorter
  }
  waitForExpiry()
  if (credentialId.startsWith('key_')) {
    store.getKey({ keyId: credentialId }).then((key) => {
      if (key?.revokedAt) end()
    }, onError)
  }
  return stop
}
