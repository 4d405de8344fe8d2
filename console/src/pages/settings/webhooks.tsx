// Webhooks: which addresses are told of what.
import type { OutputFor } from 'errand/client'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm, Dialog } from '../../components/dialog.tsx'
import { Menu } from '../../components/menu.tsx'
import { Listing } from '../../components/listing.tsx'
import { Empty, Problem } from '../../components/states.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { useCall, useCommand } from '../../lib/use-call.ts'
import { CreateWebhook } from './create-webhook.tsx'
import { Secret } from './secret.tsx'

type Webhook = OutputFor<'webhook.list'>['items'][number]

export function Webhooks({ onDeliveries }: { onDeliveries: (webhookId: string) => void }) {
  const webhooks = useCall('webhook.list', { limit: 200 })
  const [isCreating, setCreating] = useState(false)
  const [ended, setEnded] = useState<Webhook | null>(null)
  const end = useCommand('webhook.delete')
  const rotate = useCommand('webhook.rotateSecret')
  const columns: readonly Column<Webhook>[] = [
    {
      name: 'Address',
      isWide: true,
      render: ({ url, description }) => (
        <>
          <span className="font-medium">{url}</span> <span className="text-muted">{description}</span>
        </>
      ),
    },
    {
      name: 'Told of',
      from: 'sm',
      render: ({ events, agentId }) =>
        agentId === undefined ? events.join(', ').replace(/^\*$/, 'everything') : `the ended runs of ${agentId}`,
    },
    {
      name: 'Actions',
      render: (webhook) => (
        <Menu
          label={`Actions on ${webhook.url}`}
          items={[
            { label: 'Show deliveries', icon: 'runs', run: () => onDeliveries(webhook.webhookId) },
            { label: 'New secret', icon: 'keys', run: () => rotate.mutate({ webhookId: webhook.webhookId }) },
            { label: 'Delete', icon: 'close', run: () => setEnded(webhook) },
          ]}
        />
      ),
    },
  ]
  const fault = end.error ?? rotate.error
  return (
    <>
      <div className="flex items-center justify-between gap-4 px-4 py-3">
        <p className="text-muted">A webhook is told of what happens, at least once, signed.</p>
        <Button weight="primary" onClick={() => setCreating(true)}>
          New webhook
        </Button>
      </div>
      {fault && <Problem error={fault} />}
      <Listing answer={webhooks} empty={noWebhooks}>
        {(items) => <Table label="Webhooks" columns={columns} rows={items} keyOf={({ webhookId }) => webhookId} />}
      </Listing>
      {isCreating && <CreateWebhook onClose={() => setCreating(false)} />}
      {rotate.data && (
        <Dialog title="New secret" onClose={rotate.reset}>
          <Secret secret={rotate.data.secret} onClose={rotate.reset} />
        </Dialog>
      )}
      {ended && (
        <Confirm
          title="Delete the webhook?"
          action="Delete webhook"
          onConfirm={() => end.mutate({ webhookId: ended.webhookId })}
          onClose={() => setEnded(null)}
        >
          <span className="break-all">{ended.url}</span> is told nothing more, and its deliveries are gone.
        </Confirm>
      )}
    </>
  )
}

const noWebhooks = (
  <Empty
    title="No webhooks yet"
    command="errand webhook create --url https://hooks.example.com/errand --events run.completed run.failed"
  >
    Be told of what happens instead of asking for it.
  </Empty>
)
