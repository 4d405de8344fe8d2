// How a run that has not ended stands: who took it up, and what it is doing since when.
import type { Run } from '../../contracts/run.ts'
import { printable, renderMs } from '../terminal.ts'

export function renderProgress({ id, status, attempt, owner, inFlight = [] }: Run, nowMs: number): string {
  const by = owner === undefined ? '' : `, taken up by ${printable(owner)} (attempt ${attempt ?? 1})`
  const doing = inFlight.map(
    ({ toolName, since }) => `  ${printable(toolName ?? 'a model turn')} for ${renderMs(nowMs - Date.parse(since))}`,
  )
  return `\n${[`… ${status}${by}`, ...doing, `  follow it: errand follow ${id}`].join('\n')}\n`
}
