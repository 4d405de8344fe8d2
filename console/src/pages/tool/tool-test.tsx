// Calls a tool once with what a form made from its schema says, and shows what it answered.
import type { OutputFor } from 'errand/client'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { JsonView } from '../../components/json-view.tsx'
import { createDefaults } from '../../components/schema-form/list-schema-fields.ts'
import { type JsonObject, SchemaForm } from '../../components/schema-form/schema-form.tsx'
import { Problem } from '../../components/states.tsx'
import { formatDuration } from '../../lib/format.ts'
import { useCommand } from '../../lib/use-call.ts'

export function ToolTest({ tool }: { tool: OutputFor<'agent.tool.get'> }) {
  const { id, parametersSchema, effect } = tool
  const [input, setInput] = useState<JsonObject>(() => createDefaults(parametersSchema))
  const test = useCommand('agent.tool.test')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    test.mutate({ toolId: id, testInput: { ...input } })
  }
  return (
    <section aria-label="Try it" className="min-w-0 space-y-3 rounded-lg border border-line bg-surface p-4">
      <form onSubmit={submit} className="space-y-3">
        <SchemaForm label="Try it" schema={parametersSchema} value={input} onChange={setInput} />
        {effect !== 'pure' && (
          <p className="text-xs text-wait">This calls the tool for real: what it does outside is done.</p>
        )}
        <Button needs="agent.tool.test" type="submit" weight="primary" icon="play" disabled={test.isPending}>
          {test.isPending ? 'Calling …' : 'Call the tool'}
        </Button>
      </form>
      <div role="status" className="space-y-3">
        {test.error && <Problem error={test.error} />}
        {test.data && <Answer answer={test.data} />}
      </div>
    </section>
  )
}

function Answer({ answer }: { answer: OutputFor<'agent.tool.test'> }) {
  const { success, output, error, durationMs } = answer
  return (
    <>
      <p className="flex items-baseline gap-2">
        <strong className={`font-medium ${success ? 'text-ok' : 'text-bad'}`}>
          {success ? 'It answered' : 'It failed'}
        </strong>
        <span className="numeric text-xs text-muted">{formatDuration(durationMs)}</span>
      </p>
      {error !== undefined && <p className="tint-bad rounded-lg border border-bad/30 p-3 break-words">{error}</p>}
      {output && <JsonView label="Output" value={output} />}
    </>
  )
}
