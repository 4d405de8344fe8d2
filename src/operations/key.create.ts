// Makes an API key with no more rights than its maker has. Only the hash of its secret is stored.
import { createKey } from '../contracts/key.create.ts'
import { isWithin } from '../core/hierarchy.ts'
import type { InputOf } from '../spec/contract.ts'
import type { KeyRow } from '../store/key-verbs.ts'
import { implement, type Principal } from './operation.ts'
import { renderKey } from './render-key.ts'
import { hashSecret, renderSecret } from './secrets.ts'

export const create = implement(createKey, {
  async run(input, deps, fail) {
    const { principal } = deps
    const { name, expiresAt = null } = input
    const createdAt = deps.now()
    if (expiresAt !== null && Date.parse(expiresAt) <= Date.parse(createdAt)) {
      const issue = { pointer: '/expiresAt', code: 'too_small', message: `must be later than ${createdAt}` }
      fail('INPUT_INVALID', { detail: `/expiresAt: ${issue.message}`, issues: [issue] })
    }
    const excess = findExcess(input, principal)
    if (excess !== null) fail('FORBIDDEN', { detail: excess })
    const { keyId, chance } = deps.createKey()
    const secret = renderSecret(chance)
    const key: Omit<KeyRow, 'revokedAt' | 'lastUsedAt'> = {
      keyId,
      organizationId: principal.organizationId,
      userId: input.userId ?? keyId,
      name,
      scopes: [...new Set(input.scopes)],
      hierarchy: input.hierarchy ?? principal.hierarchy,
      plugin: input.plugin ?? principal.plugin,
      createdAt,
      createdBy: principal.userId,
      expiresAt: expiresAt && new Date(expiresAt).toISOString(),
    }
    const record = deps.record({ resource: keyId, output: null })
    const { outcome } = await deps.store.createKey({ key: { ...key, hash: hashSecret(secret) }, record })
    if (outcome === 'replied')
      fail('SHOWN_ONCE', { detail: 'The key was made by an earlier call; revoke it and make another one.' })
    return { key: renderKey({ ...key, revokedAt: null, lastUsedAt: null }), secret }
  },
})

/** What the key would have and its maker has not, in words; null when there is nothing. */
function findExcess({ scopes, hierarchy, plugin }: InputOf<typeof createKey>, principal: Principal): string | null {
  const missing = scopes.filter((scope) => !principal.scopes.includes(scope))
  if (missing.length > 0) return `Your credential lacks the scope ${missing.join(', ')}, so the key cannot have it.`
  if (hierarchy !== undefined && principal.hierarchy !== null && !isWithin(hierarchy, principal.hierarchy)) {
    return `"${hierarchy}" is not below the hierarchy of your credential, "${principal.hierarchy}".`
  }
  if (plugin !== undefined && principal.plugin !== null) return 'Your credential acts as a plugin; so will the key.'
  return null
}
