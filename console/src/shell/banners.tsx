// What a person must know on every page: answers are simulated, or the server is away.
import { useCall } from '../lib/use-call.ts'
import { useConnection } from '../lib/connection.ts'

const SLOW_MS = 60_000

export function Banners() {
  const connection = useConnection()
  const { data } = useCall('agent.list', { status: 'active', limit: 500 }, { everyMs: SLOW_MS })
  const isSimulated = data?.items.some(({ modelName }) => modelName.startsWith('sim/')) ?? false
  return (
    <>
      {connection === 'lost' && (
        <p role="status" className="tint-bad border-b border-line px-4 py-1.5 text-bad">
          The server does not answer. Nothing is lost: this page goes on by itself when it is back.
        </p>
      )}
      {isSimulated && (
        <p className="tint-wait border-b border-line px-4 py-1 text-xs text-wait">
          <strong className="font-semibold">Simulated answers.</strong> Some agents have no model of a provider;{' '}
          <code className="font-mono">errand doctor</code> says how to set one.
        </p>
      )}
    </>
  )
}
