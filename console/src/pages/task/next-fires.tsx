// The next moments at which a schedule that is being written would fire, or what is wrong with it.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { client } from '../../lib/client.ts'
import { useNow } from '../../lib/use-now.ts'
import { renderUntil } from '../tasks/words.ts'
import { readTiming, type Timing } from './timing-fields.tsx'

const SHOWN = 5

export function NextFires({ timing }: { timing: Timing }) {
  const input = useDeferredValue(readTiming(timing))
  const nowMs = useNow(1000)
  const { data, error } = useQuery({
    queryKey: ['tasks.preview', input],
    queryFn: ({ signal }) => client.call('tasks.preview', { ...input, count: SHOWN }, { signal }),
    placeholderData: keepPreviousData,
    enabled: Object.keys(input).length > 0,
  })
  return (
    <div role="status" className="min-h-28 rounded-lg border border-line bg-sunken px-3 py-2">
      <p className="mb-1 text-xs font-medium text-muted">It would fire</p>
      {error ? (
        <p className="text-bad">{error.message}</p>
      ) : (
        <ol>
          {(data?.items ?? []).map(({ due_at: at, local }) => (
            <li key={at} className="numeric flex justify-between gap-4">
              <span>{local.replace('T', ' ')}</span>
              <span className="text-muted">{renderUntil(at, nowMs)}</span>
            </li>
          ))}
          {Object.keys(input).length === 0 && <li className="text-muted">now, once</li>}
        </ol>
      )}
    </div>
  )
}
