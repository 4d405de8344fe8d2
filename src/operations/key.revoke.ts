// Ends an API key; whoever holds one of its streams is told by the store.
import { revokeKey } from '../contracts/key.revoke.ts'
import { implement } from './operation.ts'

export const revoke = implement(revokeKey, {
  async run({ keyId }, deps, fail) {
    const { organizationId } = deps.principal
    const at = deps.now()
    const createRecord = (revokedAt: string) => deps.record({ resource: keyId, output: { keyId, revokedAt } })
    const result = await deps.store.revokeKey({ organizationId, keyId, at, createRecord })
    if (result.outcome === 'missing') return fail('KEY_NOT_FOUND')
    return { keyId, revokedAt: result.outcome === 'revoked' ? result.at : at } // replied: the kept reply is the answer
  },
})
