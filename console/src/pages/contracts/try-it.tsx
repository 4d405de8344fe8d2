// Calls an operation with what a form made from its schema says; beside it the same call from a terminal and from code.
import { createClient } from 'errand/client'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useMemo, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { JsonView } from '../../components/json-view.tsx'
import { type JsonObject, SchemaForm } from '../../components/schema-form/schema-form.tsx'
import { type JsonSchema, readObject } from '../../components/schema-form/list-schema-fields.ts'
import { Problem } from '../../components/states.tsx'
import { watchedFetch } from '../../lib/connection.ts'
import { formatDuration } from '../../lib/format.ts'
import { type Contract, type ListedOperation, toContract } from './listed-operation.ts'
import { Snippets } from './snippets.tsx'

type Answer = { readonly output: unknown; readonly durationMs: number } | { readonly error: Error } | null

export function TryIt({ operation, schema }: { operation: ListedOperation; schema: JsonSchema }) {
  const { key, kind, examples } = operation
  const contract = useMemo(() => toContract(operation), [operation])
  const [input, setInput] = useState<JsonObject>(() => readObject(examples[0]?.input))
  const [answer, setAnswer] = useState<Answer>(null)
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const queries = useQueryClient()
  const call = async () => {
    setBusy(true)
    setAnswer(await callTimed(contract, input))
    setBusy(false)
    if (kind === 'command') await queries.invalidateQueries()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (kind === 'command') setAsking(true)
    else void call()
  }
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      <div className="min-w-0 space-y-3">
        <form onSubmit={submit} className="space-y-4">
          <SchemaForm label="Input" schema={schema} value={input} onChange={setInput} />
          <Button type="submit" weight="primary" icon="play" disabled={isBusy}>
            {isBusy ? 'Calling …' : 'Call'}
          </Button>
        </form>
        <div role="status" className="space-y-2">
          {answer && 'error' in answer && <Problem error={answer.error} />}
          {answer && 'output' in answer && (
            <JsonView label={`Output after ${formatDuration(answer.durationMs)}`} value={answer.output} />
          )}
        </div>
      </div>
      <Snippets contract={contract} input={input} />
      {isAsking && (
        <Confirm title={`Call ${key}?`} action="Call it" onConfirm={() => void call()} onClose={() => setAsking(false)}>
          It changes what is stored on this server, with the rights you signed in with.
        </Confirm>
      )}
    </div>
  )
}

async function callTimed(contract: Contract, input: JsonObject): Promise<Answer> {
  const startedMs = performance.now()
  try {
    const { key } = contract.meta
    const calling = createClient({
      url: location.origin,
      token: null,
      fetch: watchedFetch,
      contracts: { [key]: contract },
    })
    const output = await calling.call(key, input)
    return { output, durationMs: performance.now() - startedMs }
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
}
