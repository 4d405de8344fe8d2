// Whether every decision of the run follows from its log.
import { Dialog } from '../../components/dialog.tsx'
import { Loading, Problem } from '../../components/states.tsx'
import { pluralize } from '../../lib/format.ts'
import { useCall } from '../../lib/use-call.ts'

export function CheckLog({ runId, onClose }: { runId: string; onClose: () => void }) {
  const { data, error } = useCall('agent.run.replay', { runId })
  return (
    <Dialog title="Check the log" onClose={onClose} className="max-w-lg">
      {error && <Problem error={error} />}
      {!data && !error && <Loading rows={2} />}
      {data && (
        <div className="max-h-[60vh] space-y-3 overflow-auto p-4">
          <p className={data.isSame ? 'text-ok' : 'text-bad'}>
            {data.isSame
              ? `${pluralize(data.checked, 'event')} checked: every decision follows from the events before it.`
              : `The log differs from what it calls for, ${pluralize(data.checked, 'event')} checked.`}
          </p>
          {data.faults.map((fault) => (
            <p key={fault} className="break-words text-bad">
              {fault}
            </p>
          ))}
          <ol className="space-y-2">
            {data.divergences.map(({ seq, decided, recorded }) => (
              <li key={seq} className="text-xs">
                <span className="numeric font-medium">#{seq}</span>
                <p className="tint-ok mt-1 rounded p-2 break-words text-ok">called for: {decided}</p>
                <p className="tint-bad mt-1 rounded p-2 break-words text-bad">recorded: {recorded}</p>
              </li>
            ))}
          </ol>
        </div>
      )}
    </Dialog>
  )
}
