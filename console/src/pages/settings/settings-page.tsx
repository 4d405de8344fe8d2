// Settings: who has access, who is told of what, and what the server works on.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { Deliveries } from './deliveries.tsx'
import { Keys } from './keys.tsx'
import { Queue } from './queue.tsx'
import type { SettingsSearch } from './route.ts'
import { Webhooks } from './webhooks.tsx'

const route = getRouteApi('/settings')

export function SettingsPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/settings' })
  const go = (next: SettingsSearch) => void navigate({ search: next })
  const { tab } = search
  return (
    <Page title="Settings">
      <Tabs
        label="Settings"
        tabs={{ keys: 'Keys', webhooks: 'Webhooks', deliveries: 'Deliveries', queue: 'Queue and workers' }}
        value={tab ?? 'keys'}
        onChange={(name) => go({ tab: name === 'keys' ? undefined : name })}
      >
        <div tabIndex={0} role="group" aria-label="Content of the tab" className="min-h-0 flex-1 overflow-auto">
          {tab === undefined && <Keys />}
          {tab === 'webhooks' && <Webhooks onDeliveries={(webhook) => go({ tab: 'deliveries', webhook })} />}
          {tab === 'deliveries' && <Deliveries search={search} onSearch={go} />}
          {tab === 'queue' && <Queue />}
        </div>
      </Tabs>
    </Page>
  )
}
