// What is said next: a message, and the fields that the agent's input schema asks for.
import { type FormEvent, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { fieldLook } from '../../components/field.tsx'
import { createDefaults } from '../../components/schema-form/list-schema-fields.ts'
import { type JsonObject, SchemaForm } from '../../components/schema-form/schema-form.tsx'
import { useActions } from '../../lib/actions.ts'
import type { AgentDetail } from './about.tsx'

export interface Said {
  readonly message: string
  readonly context: JsonObject
}

interface ComposerProps {
  readonly agent: AgentDetail
  /** Whether it was taken; then the message is emptied. */
  readonly onSay: (said: Said) => Promise<boolean>
}

export function Composer({ agent, onSay }: ComposerProps) {
  const [message, setMessage] = useState('')
  const [context, setContext] = useState<JsonObject>(() => createDefaults(agent.inputSchema ?? {}))
  const [isBusy, setBusy] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  const form = useRef<HTMLFormElement>(null)
  useActions([{ label: 'Write a message', keys: '/', run: () => box.current?.focus() }])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (message.trim() === '' || isBusy) return
    setBusy(true)
    if (await onSay({ message: message.trim(), context })) setMessage('')
    setBusy(false)
  }
  const hasFields = Object.keys(agent.inputSchema?.['properties'] ?? {}).length > 0
  return (
    <form ref={form} className="border-t border-line bg-surface p-3" onSubmit={(event) => void submit(event)}>
      <div className="mx-auto max-w-3xl space-y-3">
        {agent.inputSchema && hasFields && (
          <SchemaForm label="Input" schema={agent.inputSchema} value={context} onChange={setContext} />
        )}
        <div className="flex items-end gap-2">
          <textarea
            ref={box}
            aria-label="Message"
            placeholder={`Message to ${agent.name}`}
            rows={Math.min(8, message.split('\n').length + 1)}
            className={`${fieldLook} h-auto flex-1 resize-none py-1.5`}
            value={message}
            onChange={({ currentTarget }) => setMessage(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
              event.preventDefault()
              form.current?.requestSubmit()
            }}
          />
          <Button
            needs="agent.run.execute"
            type="submit"
            weight="primary"
            icon="send"
            disabled={isBusy || agent.status !== 'active'}
          >
            Send
          </Button>
        </div>
        {agent.status !== 'active' && <p className="text-wait">The agent is {agent.status}; it takes no runs.</p>}
      </div>
    </form>
  )
}
