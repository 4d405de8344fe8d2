// One operation: what it is for, how to call it, what it takes and answers.
import { contracts, renderJsonSchema } from 'errand/contracts'
import { useMemo } from 'react'
import { CopyButton } from '../../components/copy.tsx'
import { JsonView } from '../../components/json-view.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { type Column, Table } from '../../components/table.tsx'
import type { ContractKey } from './contract-key.ts'
import { KindMark } from './kind-mark.tsx'
import type { ContractsSearch } from './route.ts'
import { TryIt } from './try-it.tsx'

interface ContractDetailProps {
  readonly contractKey: ContractKey
  readonly tab: ContractsSearch['tab']
  readonly onTab: (tab: ContractsSearch['tab']) => void
}

export function ContractDetail({ contractKey, tab, onTab }: ContractDetailProps) {
  const { meta, kind, policy, http } = contracts[contractKey]
  return (
    <article aria-label={contractKey} className="flex min-h-0 w-full flex-1 flex-col">
      <header className="px-4 pt-4 pb-3">
        <h2 className="flex flex-wrap items-center gap-x-2 text-base font-semibold">
          <span className="break-all">{contractKey}</span>
          <CopyButton text={contractKey} label="Copy the key" />
        </h2>
        <p className="mt-1 max-w-prose">{meta.description}</p>
        <p className="mt-1 max-w-prose text-muted">
          {meta.goal} {meta.context}
        </p>
        <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
          <code className="font-mono text-ink">
            {http.method} {http.path}
          </code>
          <KindMark kind={kind} />
          <span>needs {policy.scopes.join(', ')}</span>
          <span className="numeric">
            {meta.version} {meta.stability}
          </span>
        </p>
      </header>
      <Tabs
        label="Parts of the contract"
        value={tab ?? 'try'}
        onChange={(name) => onTab(name === 'try' ? undefined : name)}
        tabs={{ try: 'Try it', schema: 'Schema', errors: 'Errors', examples: 'Examples' }}
      >
        <div className="min-w-0 p-4">
          {tab === undefined && <TryIt contractKey={contractKey} />}
          {tab === 'schema' && <Schemas contractKey={contractKey} />}
          {tab === 'errors' && <Errors contractKey={contractKey} />}
          {tab === 'examples' && <Examples contractKey={contractKey} />}
        </div>
      </Tabs>
    </article>
  )
}

function Schemas({ contractKey }: { contractKey: ContractKey }) {
  const { io } = contracts[contractKey]
  const schemas = useMemo(() => [renderJsonSchema(io.input, 'input'), renderJsonSchema(io.output, 'output')], [io])
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <JsonView label={io.inputName} value={schemas[0]} />
      <JsonView label={io.outputName} value={schemas[1]} />
    </div>
  )
}

interface ErrorRow {
  readonly code: string
  readonly http: number
  readonly when: string
}

const errorColumns: readonly Column<ErrorRow>[] = [
  { name: 'Code', render: ({ code }) => <code className="font-mono text-xs">{code}</code> },
  { name: 'HTTP', isNumeric: true, render: ({ http }) => http },
  { name: 'When', render: ({ when }) => <span className="whitespace-normal">{when}</span> },
]

function Errors({ contractKey }: { contractKey: ContractKey }) {
  const rows = Object.entries(contracts[contractKey].io.errors).map(([code, error]) => ({ code, ...error }))
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

function Examples({ contractKey }: { contractKey: ContractKey }) {
  return contracts[contractKey].acceptance.examples.map(({ key, input, output }) => (
    <section key={key} className="mb-6">
      <h3 className="mb-2 font-medium">{key}</h3>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <JsonView label="Input" value={input} />
        <JsonView label="Output" value={output} />
      </div>
    </section>
  ))
}
