// The status of a stored tool.
import type { OutputFor } from 'errand/client'

type Status = OutputFor<'agent.tool.get'>['status']
const tones: Readonly<Record<Status, string>> = {
  draft: 'text-muted tint-off',
  active: 'text-ok tint-ok',
  deprecated: 'text-wait tint-wait',
  disabled: 'text-bad tint-bad',
}

export function ToolStatus({ status }: { status: Status }) {
  return <span className={`rounded-full px-2 py-0.5 text-xs font-medium ${tones[status]}`}>{status}</span>
}
