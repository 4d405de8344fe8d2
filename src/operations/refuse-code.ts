// Agents defined in code are changed in code: the next start would undo any other change.
import type { AgentRow } from '../core/agent-row.ts'
import type { Fail } from './operation.ts'

export function refuseCode({ id }: AgentRow, field: string, fail: Fail<never>): never {
  const message = `agent "${id}" is defined in code; change it there (its status and webhookUrl can be changed here)`
  return fail('INPUT_INVALID', {
    detail: `/${field}: ${message}`,
    issues: [{ pointer: `/${field}`, code: 'custom', message }],
  })
}
