// Everything that can be told to a webhook: what operations emit, and how runs end.
import { runCompleted, runFailed } from '../contracts/emissions.ts'
import type { Operation } from '../operations/operation.ts'

export function listEmissionKeys(operations: readonly Operation[]): string[] {
  const declared = operations.flatMap(({ contract }) => contract.sideEffects.emits)
  return [...new Set([...declared, runCompleted, runFailed].map(({ key }) => key))].sort()
}
