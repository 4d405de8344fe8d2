// Ends a run for good: the store fences it off its worker in the same transaction that writes the end.
import { cancelRun } from '../contracts/agent.run.cancel.ts'
import { implement } from './operation.ts'

export const cancel = implement(cancelRun, {
  async run({ runId, reason = null }, deps, fail) {
    const { organizationId, userId } = deps.principal
    const output = { success: true, status: 'cancelled' as const }
    const record = deps.record({ resource: runId, output })
    const params = { organizationId, runId, by: userId, reason, at: deps.now(), record }
    const { outcome } = await deps.store.cancelRun(params)
    if (outcome === 'missing') fail('RUN_NOT_FOUND')
    if (outcome === 'ended') fail('RUN_NOT_CANCELLABLE', { detail: `Run ${runId} has already ended.` })
    return output
  },
})
