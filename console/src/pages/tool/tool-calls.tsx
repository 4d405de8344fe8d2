// Who called a tool in a time, how that went, and where it failed last.
import { Link, useNavigate } from '@tanstack/react-router'
import { SelectField } from '../../components/field.tsx'
import { Problem } from '../../components/states.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { formatAgo, formatCount, formatDuration } from '../../lib/format.ts'
import { useNow } from '../../lib/use-now.ts'
import { formatRate } from '../tools/call-figures.tsx'
import { times, type ToolFigures, useToolFigures, type Within } from '../tools/use-tool-figures.ts'
import type { z } from 'zod'

interface ToolCallsProps {
  readonly toolId: string
  readonly within: z.infer<typeof Within>
}

export function ToolCalls({ toolId, within }: ToolCallsProps) {
  const { data, error } = useToolFigures(within, { toolId })
  const nowMs = useNow(10_000)
  const navigate = useNavigate({ from: '/tools/$toolId' })
  return (
    <section aria-labelledby="tool-calls" className="min-w-0 rounded-lg border border-line bg-surface">
      <header className="flex items-center justify-between gap-3 px-4 py-2">
        <h2 id="tool-calls" className="font-medium">
          Calls
        </h2>
        <SelectField
          label="Time"
          options={times}
          value={within ?? '7d'}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ search: value === '1d' || value === '30d' ? { within: value } : {}, replace: true })
          }
        />
      </header>
      {error && <Problem error={error} />}
      {data?.items.length === 0 && <p className="px-4 pb-3 text-muted">No agent called it in this time.</p>}
      {data && data.items.length > 0 && (
        <Table label="Calls by agent" columns={listColumns(nowMs)} rows={data.items} keyOf={({ agentId }) => agentId} />
      )}
    </section>
  )
}

function listColumns(nowMs: number): readonly Column<ToolFigures>[] {
  return [
    {
      name: 'Agent',
      render: ({ agentId }) => (
        <Link to="/agents/$agentId" params={{ agentId }} className="font-medium hover:underline">
          {agentId}
        </Link>
      ),
    },
    { name: 'Calls', isNumeric: true, render: ({ calls }) => formatCount(calls) },
    {
      name: 'Failed',
      isNumeric: true,
      render: ({ failedCalls, failureRate }) => (
        <span className={failedCalls > 0 ? 'text-bad' : ''}>{formatRate(failureRate)}</span>
      ),
    },
    { name: 'Median', isNumeric: true, from: 'sm', render: (item) => formatTime(item, item.p50DurationMs) },
    { name: '95 %', isNumeric: true, from: 'sm', render: (item) => formatTime(item, item.p95DurationMs) },
    {
      name: 'Last failure',
      isWide: true,
      from: 'md',
      render: ({ lastError }) =>
        lastError && (
          <Link
            to="/runs/$runId"
            params={{ runId: lastError.runId }}
            search={{ seq: lastError.seq }}
            title={lastError.message}
            className="text-muted hover:underline"
          >
            <span className="numeric">{formatAgo(lastError.at, nowMs)}</span>: {lastError.message}
          </Link>
        ),
    },
  ]
}

function formatTime({ completedCalls, failedCalls }: ToolFigures, ms: number): string {
  return completedCalls + failedCalls === 0 ? '–' : formatDuration(ms)
}
