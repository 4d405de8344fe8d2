// Talking to an agent: its sessions, one of them as it was and as it goes on, and what to say next.
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { SelectField } from '../../components/field.tsx'
import { Problem } from '../../components/states.tsx'
import { client } from '../../lib/client.ts'
import { formatAgo } from '../../lib/format.ts'
import { useCall } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'
import type { AgentDetail } from './about.tsx'
import { Composer, type Said } from './composer.tsx'
import { Exchange } from './exchange.tsx'

const EVERY_MS = 5000

interface ChatProps {
  readonly agent: AgentDetail
  /** undefined: a session that begins with what is said next. */
  readonly sessionId: string | undefined
  readonly onSession: (sessionId: string | undefined) => void
}

export function Chat({ agent, sessionId, onSession }: ChatProps) {
  const [error, setError] = useState<Error | null>(null)
  const sessions = useCall('session.list', { agentId: agent.id, limit: 100 }, { everyMs: EVERY_MS })
  const nowMs = useNow(EVERY_MS)
  const say = async ({ message, context }: Said): Promise<boolean> => {
    const session = sessionId ?? createSessionId()
    try {
      await client.agent.run.execute({
        agentId: agent.id,
        sessionId: session,
        input: { message, ...(Object.keys(context).length > 0 && { context: { ...context } }) },
      })
      setError(null)
      onSession(session)
      return true
    } catch (reason) {
      setError(reason instanceof Error ? reason : new Error(String(reason)))
      return false
    }
  }
  const titles = Object.fromEntries(
    (sessions.data?.items ?? []).map(({ id, title = id, updatedAt }) => [
      id,
      `${title} · ${formatAgo(updatedAt, nowMs)}`,
    ]),
  )
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-2 border-b border-line px-4 py-1.5">
        <SelectField
          label="Session"
          options={{ '': 'New session', ...(sessionId !== undefined && { [sessionId]: sessionId }), ...titles }}
          className="max-w-80"
          value={sessionId ?? ''}
          onChange={({ currentTarget }) => onSession(currentTarget.value || undefined)}
        />
        {sessionId !== undefined && <Button onClick={() => onSession(undefined)}>New session</Button>}
      </div>
      <Exchange key={sessionId} agent={agent} sessionId={sessionId} />
      {error && <Problem error={error} />}
      <Composer agent={agent} onSay={say} />
    </div>
  )
}

function createSessionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9))
  return `chat-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
