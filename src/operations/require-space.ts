// The context space that a call names.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
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

/** The id of the one space, among those of an agent, that is called so; undefined when none is named. */
export async function requireAttached(
  named: string | undefined,
  { contextSpaceIds = [] }: AgentDefinition,
  { store, principal: { organizationId } }: CallDeps,
  fail: Fail<never>,
): Promise<string | undefined> {
  if (named === undefined || contextSpaceIds.includes(named)) return named
  for (const contextSpaceId of contextSpaceIds) {
    const space = await store.getContextSpace({ organizationId, contextSpaceId })
    if (space?.name.toLowerCase() === named.toLowerCase()) return contextSpaceId
  }
  const message = `the agent has no context space "${named}"`
  const issues = [{ pointer: '/contextSpace', code: 'unknown', message }]
  return fail('INPUT_INVALID', { detail: `/contextSpace: ${message}`, issues })
}

/** The id of the source that takes documents. */
export function requireUploads(
  { sources }: ContextSpaceRow,
  named: string | undefined,
  fail: Fail<'SOURCE_NOT_FOUND'>,
): string {
  const all = sources.filter(({ kind }) => kind === 'uploaded_documents')
  const chosen = named === undefined ? all : all.filter(({ id }) => id === named)
  const [only] = chosen
  if (only && chosen.length === 1) return only.id
  const ids = all.map(({ id }) => id).join(', ') || 'none'
  return fail('SOURCE_NOT_FOUND', { detail: `Sources of kind uploaded_documents in this space: ${ids}.` })
}
