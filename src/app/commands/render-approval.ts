// What a run asks a person, as the person reads it, with the exact command that answers.
import type { ApprovalItem } from '../../contracts/agent.run.listApprovals.ts'
import { isObject } from '../../contracts/scalars.ts'
import { clip, printable } from '../terminal.ts'

export type Asked = Pick<ApprovalItem, 'approvalId' | 'runId' | 'kind' | 'callId' | 'toolName' | 'input'>

/** One line that says what is asked. */
export function renderAsked({ kind, toolName, input }: Asked, columns: number): string {
  if (kind === 'question') {
    const { question, choices } = isObject(input) ? input : {}
    const among = Array.isArray(choices) ? ` (${choices.join(', ')})` : ''
    return clip(`⏸ asks: ${printable(`${String(question)}${among}`)}`, columns)
  }
  const what = kind === 'approval' ? 'waits for approval of' : 'asks what became of'
  return clip(`⏸ ${what} ${printable(`${toolName} ${JSON.stringify(input)}`)}`, columns)
}

/** The commands to choose from. */
export function renderCommands({ approvalId, runId, kind, callId }: Asked): string[] {
  if (kind === 'unknown') {
    const settle = `errand settle ${runId} ${callId}`
    return [`${settle} --completed JSON`, `${settle} --failed TEXT`]
  }
  if (kind === 'question') return [`errand answer ${runId} TEXT --id ${approvalId}`]
  return [`errand approve ${runId} --id ${approvalId}`, `errand reject ${runId} --id ${approvalId} --reason TEXT`]
}
