// Inbox: tool calls to approve, questions to answer, outcomes to settle, schedules that lost their rights. The oldest first: it has waited longest.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { Split } from '../../components/split.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { formatAgo } from '../../lib/format.ts'
import { useCall } from '../../lib/use-call.ts'
import { useMoveKeys } from '../../lib/row-keys.ts'
import { useNow } from '../../lib/use-now.ts'
import { Decision } from './decision.tsx'
import { PausedTasks, usePausedTasks } from './paused-tasks.tsx'
import { type InboxItem, titles } from './inbox-item.ts'

const route = getRouteApi('/inbox')
const EVERY_MS = 2000
const SHOWN = 200

export function InboxPage() {
  const { item: chosenId } = route.useSearch()
  const navigate = useNavigate({ from: '/inbox' })
  const { data, error } = useCall('agent.run.listApprovals', { limit: SHOWN }, { everyMs: EVERY_MS })
  const paused = usePausedTasks()
  const items = data?.items ?? []
  const place = items.findIndex(({ approvalId }) => approvalId === chosenId)
  const chosen = items[place]
  const choose = (item: InboxItem | undefined) =>
    void navigate({ search: item ? { item: item.approvalId } : {}, replace: true })
  useMoveKeys(place, items.length, (to) => choose(items[to]))
  return (
    <Page title="Inbox" count={data?.total}>
      {paused.length > 0 && <PausedTasks tasks={paused} />}
      {error && <Problem error={error} />}
      {!data && !error && <Loading />}
      {data && items.length === 0 && paused.length === 0 && (
        <Empty title="Nothing waits for you" command="errand approvals">
          Calls of tools that need approval, questions of agents, and calls that a crash left in doubt come here. In a
          terminal:
        </Empty>
      )}
      {items.length > 0 && (
        <Split
          label="What waits"
          list={<ItemList items={items} chosen={chosen} onChoose={choose} />}
          detail={
            chosen ? (
              <Decision
                key={chosen.approvalId}
                item={chosen}
                onDecided={() => choose(items[place + 1] ?? items[place - 1])}
              />
            ) : null
          }
          hint={chosenId === undefined ? 'Choose one with j and k.' : 'This one has been decided.'}
          onBack={() => choose(undefined)}
        />
      )}
    </Page>
  )
}

interface ItemListProps {
  readonly items: readonly InboxItem[]
  readonly chosen: InboxItem | undefined
  readonly onChoose: (item: InboxItem) => void
}

function ItemList({ items, chosen, onChoose }: ItemListProps) {
  const nowMs = useNow(1000)
  return (
    <ul>
      {items.map((item) => (
        <li key={item.approvalId} className="border-b border-line/60">
          <button
            type="button"
            aria-current={item === chosen}
            onClick={() => onChoose(item)}
            className="flex w-full flex-col gap-0.5 px-4 py-2.5 text-left hover:bg-sunken aria-[current=true]:bg-sunken"
          >
            <span className="flex w-full items-baseline justify-between gap-2">
              <span className="truncate font-medium">{titles[item.kind](item)}</span>
              <span className="numeric shrink-0 text-xs text-muted">{formatAgo(item.requestedAt, nowMs)}</span>
            </span>
            <span className="w-full truncate text-xs text-muted">
              {item.agentName}
              {item.kind !== 'question' && <code className="ml-2 font-mono">{JSON.stringify(item.input)}</code>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
