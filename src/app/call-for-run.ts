// Calls that runs make of operations: with the credential that started the run, and the rights it has now, never more.
import { invoke, type PipelineDeps } from '../operations/invoke.ts'
import type { CallingRun, OperationAnswer, OperationCall } from '../runtime/ports.ts'

/** Never rejects: every fault is an answer. */
export async function callForRun(
  { creator, caller, key, input, idempotencyKey, signal }: OperationCall,
  pipeline: PipelineDeps,
): Promise<OperationAnswer> {
  const operation = pipeline.operationsByKey.get(key)
  if (!operation) return refuse('OPERATION_NOT_FOUND', `operation "${key}" is not loaded`)
  try {
    const principal = await pipeline.access.resolve(creator)
    if (!principal) return refuse('FORBIDDEN', 'the credential that started the run has no rights any more')
    const { runId, agentId, hierarchy } = caller
    // Pinned to the path of the run: it reaches its own and what is below, whoever started it.
    const pinned = { ...principal, hierarchy: hierarchy ?? principal.hierarchy }
    const origin = (await isInFiring(creator.organizationId, caller, pipeline)) ? 'task' : 'agent'
    const base = { operation, input, principal: pinned, origin, idempotencyKey, wantsStream: false, signal } as const
    const answer = await invoke({ ...base, agentArguments: { agent_id: agentId, response_id: runId } }, pipeline)
    if (answer.ok) return { ok: true, output: answer.output }
    const { code, detail, retryable } = answer.problem
    return { ok: false, code, message: detail, isRetryable: retryable }
  } catch (error) {
    pipeline.onError(error, pipeline.createTraceId())
    return { ok: false, code: 'INTERNAL_ERROR', message: 'something went wrong on the server', isRetryable: true }
  }
}

/** Whether a firing started the run, or the outermost run above it. */
async function isInFiring(
  organizationId: string,
  { origin, rootRunId }: CallingRun,
  { store }: PipelineDeps,
): Promise<boolean> {
  if (origin === 'task' || rootRunId === null) return origin === 'task'
  const root = await store.getRun({ organizationId, runId: rootRunId })
  return root?.created.origin.kind === 'task'
}

function refuse(code: string, message: string): OperationAnswer {
  return { ok: false, code, message, isRetryable: false }
}
