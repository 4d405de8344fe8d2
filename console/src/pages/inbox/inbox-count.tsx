// How much waits for a person, in the navigation.
import { formatCount } from '../../lib/format.ts'
import { useCall } from '../../lib/use-call.ts'

const EVERY_MS = 5000

export function InboxCount() {
  const { data } = useCall('agent.run.listApprovals', { limit: 1 }, { everyMs: EVERY_MS })
  if (!data?.total) return null
  return (
    <span className="numeric tint-wait ml-auto rounded-full px-1.5 text-xs font-medium text-wait">
      {formatCount(data.total)}
      <span className="sr-only"> waiting</span>
    </span>
  )
}
