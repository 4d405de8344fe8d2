// The door of every surface over HTTP: who calls, whether they may, and whether the server still serves.
import { admit } from '../../operations/admit.ts'
import type { OriginKind } from '../../contracts/enums.ts'
import type { PipelineDeps } from '../../operations/invoke.ts'
import type { Principal } from '../../operations/operation.ts'
import type { Contract } from '../../spec/contract.ts'
import { createProblem, type Problem } from '../../spec/problem.ts'
import { addLimit } from './render.ts'

export interface EnterDeps {
  readonly pipeline: PipelineDeps
  /** Fires when the server stops: nothing more is served, open streams end, and their readers resume elsewhere. */
  readonly stopSignal: AbortSignal
}

interface Visit {
  readonly token: string | null
  /** What is called, when the address tells. */
  readonly asked?: { readonly contract: Contract; readonly origin: OriginKind }
  readonly refuse: (problem: Problem) => Response
  readonly answer: (principal: Principal) => Promise<Response>
}

/** Every answer to somebody who is known says where they stand with their requests. */
export async function enter({ token, asked, refuse, answer }: Visit, deps: EnterDeps): Promise<Response> {
  const admission = await admit(token, deps.pipeline, asked)
  if (!admission.ok) return addLimit(refuse(admission.problem), admission.limit)
  const response = deps.stopSignal.aborted
    ? refuse(createProblem('SHUTTING_DOWN', { retryAfterSeconds: 1 }, asked?.contract))
    : await answer(admission.principal)
  return addLimit(response, admission.limit)
}
