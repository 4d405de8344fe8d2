// One stored tool: what it does, what it takes, and trying it.
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy.tsx'
import { JsonView } from '../../components/json-view.tsx'
import { Page } from '../../components/page.tsx'
import { Loading, Problem } from '../../components/states.tsx'
import { formatDuration, formatMoment } from '../../lib/format.ts'
import { useCall, useCommand } from '../../lib/use-call.ts'
import { ToolStatus } from '../tools/tool-status.tsx'
import { ToolCalls } from './tool-calls.tsx'
import { ToolTest } from './tool-test.tsx'

const route = getRouteApi('/tools/$toolId')
const effects = {
  pure: 'pure: only reads',
  idempotent: 'idempotent: safe to repeat under one call id',
  once: 'once: never called twice',
} as const

export function ToolPage() {
  const { toolId } = route.useParams()
  const { within } = route.useSearch()
  const { data: tool, error } = useCall('agent.tool.get', { toolId })
  const update = useCommand('agent.tool.update')
  if (error) return <Problem error={error} />
  if (!tool) return <Loading />
  const isActive = tool.status === 'active'
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Category', tool.category],
    ['Effect', effects[tool.effect]],
    ['Time limit', formatDuration(tool.timeoutMs)],
    ['Calls a minute', tool.maxInvocationsPerMinute],
    ['Version', tool.version],
    ['Changed', formatMoment(tool.updatedAt).slice(0, 16)],
  ]
  return (
    <Page
      title={
        <>
          <span className="truncate">{tool.name}</span>
          <ToolStatus status={tool.status} />
          <CopyButton text={tool.id} label="Copy the id of the tool" />
        </>
      }
      actions={
        <Button
          needs="agent.tool.update"
          disabled={update.isPending}
          onClick={() => update.mutate({ toolId, status: isActive ? 'disabled' : 'active' })}
        >
          {isActive ? 'Switch off' : 'Switch on'}
        </Button>
      }
    >
      {update.error && <Problem error={update.error} />}
      <div className="border-b border-line bg-surface px-4 py-3">
        <p className="max-w-prose break-words">{tool.description}</p>
        <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1">
          {facts.map(
            ([name, value]) =>
              value !== undefined && (
                <div key={name} className="flex items-baseline gap-1.5">
                  <dt className="text-xs text-muted">{name}</dt>
                  <dd className="numeric">{value}</dd>
                </div>
              ),
          )}
        </dl>
      </div>
      <div className="grid items-start gap-4 p-4 lg:grid-cols-2">
        <div className="min-w-0 lg:col-span-2">
          <ToolCalls toolId={tool.id} within={within} />
        </div>
        <ToolTest key={tool.id} tool={tool} />
        <div className="min-w-0 space-y-3">
          <h2 className="sr-only">What it takes and is</h2>
          <JsonView label="Input schema" value={tool.parametersSchema} />
          {tool.outputSchema && <JsonView label="Output schema" value={tool.outputSchema} />}
          <JsonView label={`Implementation: ${tool.implementationType}`} value={tool.implementationConfig} />
        </div>
      </div>
    </Page>
  )
}
