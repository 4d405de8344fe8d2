// What the webhook of an agent gets of a run that has ended: the run as `agent.run.get` answers it.
import { renderRun, type RunRow } from './run-row.ts'

export function renderRunWebhook(run: RunRow): string {
  return JSON.stringify(renderRun(run))
}
