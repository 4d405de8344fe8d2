// Reads a problem off a response and fails on anything that is not exactly one.
import { z } from 'zod'

const Problem = z.strictObject({
  type: z.string().regex(/^urn:errand:problem:[a-z-]+$/),
  title: z.string().min(1),
  status: z.int().min(400).max(599),
  code: z.string().regex(/^[A-Z]+(_[A-Z]+)*$/),
  detail: z.string().min(1),
  instance: z.string().startsWith('/'),
  gqlCode: z.string().optional(),
  retryable: z.boolean(),
  traceId: z.string().optional(),
  operation: z.strictObject({ key: z.string(), version: z.string() }).optional(),
  issues: z
    .array(z.strictObject({ pointer: z.string().regex(/^(\/.*)?$/s), code: z.string(), message: z.string().min(1) }))
    .min(1)
    .optional(),
})
export type ReadProblem = z.infer<typeof Problem>

/** Throws when the response is no problem, or one whose status differs from the response's. */
export async function readProblem(response: Response): Promise<ReadProblem> {
  const type = response.headers.get('content-type')
  if (type !== 'application/problem+json; charset=utf-8') throw new Error(`status ${response.status} with type ${type}`)
  const problem = Problem.parse(await response.json())
  if (problem.status !== response.status) throw new Error(`status ${response.status} says ${problem.status} inside`)
  if (problem.retryable !== response.headers.has('retry-after')) throw new Error('Retry-After belongs to retryable')
  return problem
}

/** `STATUS CODE` of a problem, and the pointers of its issues: `422 INPUT_INVALID /limit`. */
export async function readRefusal(response: Response): Promise<string> {
  const { status, code, issues = [] } = await readProblem(response)
  return [status, code, ...issues.map((issue) => issue.pointer)].join(' ')
}
