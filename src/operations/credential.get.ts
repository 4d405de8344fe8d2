// Tells a caller who it is.
import { getCredential } from '../contracts/credential.get.ts'
import { omitAbsent } from '../core/run-row.ts'
import { implement } from './operation.ts'

export const get = implement(getCredential, {
  async run(_input, { store, principal }) {
    const { organizationId, userId, credentialId, hierarchy, plugin, expiresAt } = principal
    const scopes = [...principal.scopes]
    const kind = findKind(credentialId)
    const key = kind === 'key' ? await store.getKey({ keyId: credentialId }) : null
    return omitAbsent({
      organizationId,
      userId,
      kind,
      credentialId,
      name: key?.name,
      scopes,
      hierarchy,
      plugin,
      expiresAt,
    })
  },
})

function findKind(credentialId: string): 'root' | 'key' | 'token' {
  if (credentialId === 'root') return 'root'
  return credentialId.startsWith('jwt:') ? 'token' : 'key'
}
