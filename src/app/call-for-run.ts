// Calls that runs make of operations: for the user who started the run, with the rights that user has now, never more.
import { invoke, type PipelineDeps } from '../operations/invoke.ts'
import type { Principal } from '../operations/operation.ts'
import type { OperationAnswer, OperationCall, RunCreator } from '../runtime/ports.ts'
import { describeKey, isOver } from './access.ts'
import type { Credential } from './credentials.ts'
import { ROOT } from './credentials.ts'

/** Never rejects: every fault is an answer. */
export async function callForRun(
  { creator, key, input, idempotencyKey, signal }: OperationCall,
  pipeline: PipelineDeps,
  credentials: readonly Credential[],
): Promise<OperationAnswer> {
  const operation = pipeline.operationsByKey.get(key)
  if (!operation) return refuse('OPERATION_NOT_FOUND', `operation "${key}" is not loaded`)
  try {
    const principal = await findPrincipal(creator, pipeline, credentials)
    if (!principal) return refuse('FORBIDDEN', 'whoever started the run has no valid credential any more')
    const call = { operation, input, principal, origin: 'agent', idempotencyKey, wantsStream: false, signal } as const
    const answer = await invoke(call, pipeline)
    if (answer.ok) return { ok: true, output: answer.output }
    const { code, detail, retryable } = answer.problem
    return { ok: false, code, message: detail, isRetryable: retryable }
  } catch (error) {
    pipeline.onError(error, pipeline.createTraceId())
    return { ok: false, code: 'INTERNAL_ERROR', message: 'something went wrong on the server', isRetryable: true }
  }
}

function refuse(code: string, message: string): OperationAnswer {
  return { ok: false, code, message, isRetryable: false }
}

/**
 * A run does not say under which key it was started, so of several keys of its creator only what all of them allow counts;
 * null when there is none, or when they act from different places.
 */
async function findPrincipal(
  creator: RunCreator,
  pipeline: PipelineDeps,
  credentials: readonly Credential[],
): Promise<Principal | null> {
  const isCreator = ({ organizationId, userId }: { organizationId: string; userId: string }) =>
    organizationId === creator.organizationId && userId === creator.userId
  const known = [ROOT, ...credentials.map(({ principal }) => principal)].find(isCreator)
  if (known) return known
  const nowMs = Date.parse(pipeline.now())
  const live: Principal[] = []
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const page = await pipeline.store.listKeys({ organizationId: creator.organizationId, limit: PAGE, offset })
    total = page.total
    live.push(
      ...page.items.filter((row) => isCreator(row) && row.revokedAt === null && !isOver(row, nowMs)).map(describeKey),
    )
  }
  const [first, ...others] = live
  const place = ({ hierarchy, plugin }: Principal) => JSON.stringify([hierarchy, plugin])
  if (!first || others.some((other) => place(other) !== place(first))) return null
  return { ...first, scopes: first.scopes.filter((scope) => live.every(({ scopes }) => scopes.includes(scope))) }
}

const PAGE = 500
