// What was and is to be delivered, and sending it again.
import type { OutputFor } from 'errand/client'
import { Button } from '../../components/button.tsx'
import { SelectField } from '../../components/field.tsx'
import { Pager } from '../../components/pager.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { formatAgo, pluralize } from '../../lib/format.ts'
import { useCall, useCommand } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'
import type { SettingsSearch } from './route.ts'

type Delivery = OutputFor<'webhook.listDeliveries'>['items'][number]
const PAGE = 50
const EVERY_MS = 3000
const tones = { pending: 'text-wait', delivered: 'text-ok', failed: 'text-bad' } as const
const statuses = { '': 'Any status', pending: 'Pending', delivered: 'Delivered', failed: 'Given up' } as const

interface DeliveriesProps {
  readonly search: SettingsSearch
  readonly onSearch: (search: SettingsSearch) => void
}

export function Deliveries({ search, onSearch }: DeliveriesProps) {
  const { webhook, status, offset = 0 } = search
  const { data: webhooks } = useCall('webhook.list', { limit: 200 })
  const { data, error } = useCall(
    'webhook.listDeliveries',
    { ...(webhook && { webhookId: webhook }), ...(status && { status }), limit: PAGE, offset },
    { everyMs: EVERY_MS },
  )
  const redeliver = useCommand('webhook.redeliver')
  const nowMs = useNow(1000)
  const urls = new Map(webhooks?.items.map(({ webhookId, url }) => [webhookId, url]))
  const columns: readonly Column<Delivery>[] = [
    { name: 'Status', render: ({ status }) => <span className={`font-medium ${tones[status]}`}>{status}</span> },
    { name: 'Event', render: ({ event }) => event },
    {
      name: 'Address',
      from: 'sm',
      isWide: true,
      render: ({ webhookId, lastError }) => (
        <>
          {urls.get(webhookId) ?? webhookId} {lastError && <span className="text-bad">{lastError}</span>}
        </>
      ),
    },
    { name: 'Attempts', from: 'md', isNumeric: true, render: ({ attempts }) => attempts },
    {
      name: 'Next',
      from: 'md',
      render: ({ nextAttemptAt, status }) => (
        <span className="numeric text-muted">
          {nextAttemptAt && status === 'pending' ? renderNext(nextAttemptAt, nowMs) : '–'}
        </span>
      ),
    },
    {
      name: 'Made',
      from: 'sm',
      render: ({ createdAt }) => <span className="numeric text-muted">{formatAgo(createdAt, nowMs)}</span>,
    },
    {
      name: 'Actions',
      render: ({ deliveryId, event }) => (
        <Button weight="quiet" aria-label={`Send ${event} again`} onClick={() => redeliver.mutate({ deliveryId })}>
          Again
        </Button>
      ),
    },
  ]
  const fault = error ?? redeliver.error
  return (
    <>
      <div className="grid grid-cols-2 items-center gap-2 px-4 py-3 sm:flex">
        <SelectField
          label="Webhook"
          className="max-w-full sm:max-w-80"
          options={{ '': 'Any webhook', ...Object.fromEntries(urls) }}
          value={webhook ?? ''}
          onChange={({ currentTarget }) =>
            onSearch({ ...search, offset: undefined, webhook: currentTarget.value || undefined })
          }
        />
        <SelectField
          label="Status"
          options={statuses}
          value={status ?? ''}
          onChange={({ currentTarget: { value } }) =>
            onSearch({
              ...search,
              offset: undefined,
              status: value === 'pending' || value === 'delivered' || value === 'failed' ? value : undefined,
            })
          }
        />
        <span className="numeric text-muted">{data && pluralize(data.total, 'delivery', 'deliveries')}</span>
      </div>
      {fault && <Problem error={fault} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && (
        <Empty title="No deliveries">What webhooks are told of stands here, for as long as ended runs are kept.</Empty>
      )}
      {data && data.items.length > 0 && (
        <>
          <Table label="Deliveries" columns={columns} rows={data.items} keyOf={({ deliveryId }) => deliveryId} />
          <Pager
            offset={offset}
            size={PAGE}
            total={data.total}
            onMove={(to) => onSearch({ ...search, offset: to || undefined })}
          />
        </>
      )}
    </>
  )
}

function renderNext(at: string, nowMs: number): string {
  const seconds = Math.round((Date.parse(at) - nowMs) / 1000)
  if (seconds <= 0) return 'now'
  return seconds < 120 ? `in ${seconds} s` : `in ${Math.round(seconds / 60)} min`
}
