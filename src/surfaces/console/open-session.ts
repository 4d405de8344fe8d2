// The one way to a session: whoever shows a credential that is taken gets a cookie with it, and leaves a row in the audit.
import { admit } from '../../operations/admit.ts'
import { type PipelineDeps, reportFault } from '../../operations/invoke.ts'
import { createProblem, type Problem } from '../../spec/problem.ts'
import type { Sessions } from './sessions.ts'

export interface Shown {
  readonly token: string
  /** How they came by it, for the audit. */
  readonly by: 'link' | 'token' | 'identity provider'
}

export type OpenSession = (
  request: Request,
  shown: Shown,
) => Promise<{ readonly ok: true; readonly cookie: string } | { readonly ok: false; readonly problem: Problem }>

export function createOpenSession(sessions: Sessions, pipeline: PipelineDeps): OpenSession {
  return async (request, { token, by }) => {
    const admission = await admit(token, pipeline)
    if (!admission.ok) return admission
    const cookie = sessions.open(token, request)
    if (cookie === null) {
      return { ok: false, problem: createProblem('INPUT_INVALID', { detail: 'The token is too long for a cookie.' }) }
    }
    const { organizationId, userId: actor, credentialId } = admission.principal
    const row = { organizationId, actor, credentialId, origin: 'api', outcome: 'done' } as const
    try {
      const at = pipeline.now()
      await pipeline.store.appendAudit({ ...row, at, action: 'session.opened', resource: 'console', data: { by } })
      return { ok: true, cookie }
    } catch (error) {
      return { ok: false, problem: reportFault(error, pipeline) }
    }
  }
}
