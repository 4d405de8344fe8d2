// One operation: what it is for, how to call it, what it takes and answers.
import { CopyButton } from '../../components/copy.tsx'
import { JsonView } from '../../components/json-view.tsx'
import type { JsonSchema } from '../../components/schema-form/list-schema-fields.ts'
import { Loading, Problem } from '../../components/states.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { KindMark } from './kind-mark.tsx'
import { isOwn, type ListedOperation } from './listed-operation.ts'
import { useCall } from '../../lib/use-call.ts'
import type { ContractsSearch } from './route.ts'
import { TryIt } from './try-it.tsx'

interface ContractDetailProps {
  readonly operation: ListedOperation
  readonly tab: ContractsSearch['tab']
  readonly onTab: (tab: ContractsSearch['tab']) => void
}

export function ContractDetail({ operation, tab, onTab }: ContractDetailProps) {
  const { key, kind, version, stability, description, goal, context, method, path, scopes } = operation
  const request = useCall('operation.getSchema', { operation: key, side: 'request' })
  return (
    <article aria-label={key} className="flex min-h-0 w-full flex-1 flex-col">
      <header className="px-4 pt-4 pb-3">
        <h2 className="flex flex-wrap items-center gap-x-2 text-base font-semibold">
          <span className="break-all">{key}</span>
          <CopyButton text={key} label="Copy the key" />
        </h2>
        <p className="mt-1 max-w-prose">{description}</p>
        <p className="mt-1 max-w-prose text-muted">
          {goal} {context}
        </p>
        <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
          <code className="font-mono text-ink">
            {method} {path}
          </code>
          <KindMark kind={kind} />
          <span>needs {scopes.join(', ')}</span>
          <span className="numeric">
            {version} {stability}
          </span>
          {isOwn(operation) && <span className="text-ink">yours</span>}
        </p>
      </header>
      <Tabs
        label="Parts of the contract"
        value={tab ?? 'try'}
        onChange={(name) => onTab(name === 'try' ? undefined : name)}
        tabs={{ try: 'Try it', schema: 'Schema', errors: 'Errors', examples: 'Examples' }}
      >
        <div className="min-w-0 p-4">
          {request.error && <Problem error={request.error} />}
          {!request.data && !request.error && <Loading />}
          {request.data && tab === undefined && <TryIt operation={operation} schema={request.data} />}
          {request.data && tab === 'schema' && <Schemas operation={key} request={request.data} />}
          {tab === 'errors' && <Errors rows={operation.errors} />}
          {tab === 'examples' && <Examples examples={operation.examples} />}
        </div>
      </Tabs>
    </article>
  )
}

function Schemas({ operation, request }: { operation: string; request: JsonSchema }) {
  const { data: response } = useCall('operation.getSchema', { operation, side: 'response' })
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <JsonView label="What it takes" value={request} />
      {response && <JsonView label="What it answers" value={response} />}
    </div>
  )
}

type ErrorRow = ListedOperation['errors'][number]

const errorColumns: readonly Column<ErrorRow>[] = [
  { name: 'Code', render: ({ code }) => <code className="font-mono text-xs">{code}</code> },
  { name: 'HTTP', isNumeric: true, render: ({ http }) => http },
  { name: 'When', render: ({ when }) => <span className="whitespace-normal">{when}</span> },
]

function Errors({ rows }: { rows: readonly ErrorRow[] }) {
  return (
    <>
      {rows.length > 0 && <Table label="Errors" columns={errorColumns} rows={rows} keyOf={({ code }) => code} />}
      <p className="mt-3 text-muted">
        {rows.length === 0 && 'None of its own. '}
        Every operation may also answer INPUT_INVALID, UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED and the like:
        docs/http.md.
      </p>
    </>
  )
}

function Examples({ examples }: Pick<ListedOperation, 'examples'>) {
  return examples.map(({ key, input, output }) => (
    <section key={key} className="mb-6">
      <h3 className="mb-2 font-medium">{key}</h3>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <JsonView label="Input" value={input} />
        <JsonView label="Output" value={output} />
      </div>
    </section>
  ))
}
