// Cancels the runs that were selected, after asking once.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ProblemError } from 'errand/client'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { client } from '../../lib/client.ts'
import { pluralize } from '../../lib/format.ts'

const AT_ONCE = 8

export function CancelRuns({ runIds, onDone }: { runIds: readonly string[]; onDone: () => void }) {
  const [isAsking, setAsking] = useState(false)
  const [result, setResult] = useState<string | null>(null)
  const queries = useQueryClient()
  const cancel = async () => {
    setResult('Cancelling …')
    setResult(await cancelAll(runIds))
    onDone()
    await queries.invalidateQueries()
  }
  return (
    <>
      <span role="status" className="text-muted">
        {result}
      </span>
      {runIds.length > 0 && (
        <Button needs="agent.run.cancel" weight="danger" icon="stop" onClick={() => setAsking(true)}>
          Cancel {pluralize(runIds.length, 'run')}
        </Button>
      )}
      {isAsking && (
        <Confirm
          title={`Cancel ${pluralize(runIds.length, 'run')}?`}
          action={`Cancel ${pluralize(runIds.length, 'run')}`}
          onConfirm={() => void cancel()}
          onClose={() => setAsking(false)}
        >
          A cancelled run never goes on. What its tools have done stays done.
        </Confirm>
      )}
    </>
  )
}

/** In words, what became of them. */
async function cancelAll(runIds: readonly string[]): Promise<string> {
  const left = [...runIds]
  let cancelled = 0
  let ended = 0
  const work = async () => {
    for (let runId = left.pop(); runId !== undefined; runId = left.pop()) {
      try {
        await client.agent.run.cancel({ runId, reason: 'Cancelled in the console' })
        cancelled += 1
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        ended += 1
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } catch {
    return `${cancelled} cancelled; then the server did not answer.`
  }
  return `${pluralize(cancelled, 'run')} cancelled${ended > 0 ? `, ${ended} had ended before` : ''}.`
}
