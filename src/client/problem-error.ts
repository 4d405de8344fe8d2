// The error of a call: what the server answered, with its code.
import { isObject } from '../contracts/scalars.ts'
import type { Problem } from '../spec/problem.ts'

/** The server answered with a problem. `code` is one of the contract's errors, or of those every operation shares. */
export class ProblemError<Code extends string = string> extends Error {
  override name = 'ProblemError'
  readonly code: Code
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.code = problem.code as Code
    this.problem = problem
  }
}

/** Reads an answer that is no success; what is no problem document, e.g. of a proxy, becomes one. */
export async function readProblem(response: Response): Promise<Problem> {
  const text = await response.text()
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const retryAfter = Number.isFinite(wait) ? { retryAfterSeconds: wait } : {}
  try {
    const body: unknown = JSON.parse(text)
    if (isObject(body) && typeof body['code'] === 'string') return { ...(body as unknown as Problem), ...retryAfter }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const { status } = response
  return {
    type: 'about:blank',
    title: 'Unexpected answer',
    status,
    code: 'INTERNAL_ERROR',
    detail: `the server answered ${status}: ${text.slice(0, 200)}`,
    retryable: status >= 500 || status === 429,
    ...retryAfter,
  }
}
