// The first check of every call that comes with a token: whose it is, and whether they may. Made before any input is read.
import type { Contract } from '../spec/contract.ts'
import { createProblem, type Problem } from '../spec/problem.ts'
import { findAccessFault, type PipelineDeps, reportFault } from './invoke.ts'
import type { Principal } from './operation.ts'

export type Admission =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly problem: Problem }

/** `token`: the bearer token, null when none was given. Without a contract only whose it is. Never rejects. */
export async function admit(token: string | null, deps: PipelineDeps, contract?: Contract): Promise<Admission> {
  try {
    const authentication = await deps.access.authenticate(token)
    const { principal } = authentication
    if (!principal) {
      return { ok: false, problem: createProblem('UNAUTHENTICATED', { detail: authentication.detail }, contract) }
    }
    const problem = contract ? findAccessFault(contract, principal) : null
    return problem ? { ok: false, problem } : { ok: true, principal }
  } catch (error) {
    return { ok: false, problem: reportFault(error, deps, contract) }
  }
}
