// Calls that runs make of operations: with the credential that started the run, and the rights it has now, never more.
import { invoke, type PipelineDeps } from '../operations/invoke.ts'
import type { OperationAnswer, OperationCall } from '../runtime/ports.ts'

/** Never rejects: every fault is an answer. */
export async function callForRun(
  { creator, key, input, idempotencyKey, signal }: OperationCall,
  pipeline: PipelineDeps,
): Promise<OperationAnswer> {
  const operation = pipeline.operationsByKey.get(key)
  if (!operation) return refuse('OPERATION_NOT_FOUND', `operation "${key}" is not loaded`)
  try {
    const principal = await pipeline.access.resolve(creator)
    if (!principal) return refuse('FORBIDDEN', 'the credential that started the run has no rights any more')
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
