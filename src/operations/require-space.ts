// The context space that a call names.
import type { ContextSpaceRow } from '../store/context-verbs.ts'
import type { CallDeps, Fail } from './operation.ts'

export async function requireSpace(
  contextSpaceId: string,
  { store, principal: { organizationId } }: CallDeps,
  fail: Fail<'CONTEXT_SPACE_NOT_FOUND'>,
): Promise<ContextSpaceRow> {
  const space = await store.getContextSpace({ organizationId, contextSpaceId })
  return space ?? fail('CONTEXT_SPACE_NOT_FOUND', { detail: `There is no context space "${contextSpaceId}".` })
}
