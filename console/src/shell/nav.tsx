// The navigation: the pages that say where they stand, the connection, and what the whole console has.
import { type AnyRouter, Link, useRouter } from '@tanstack/react-router'
import { IconButton } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { Key } from '../components/key.tsx'
import { useConnection } from '../lib/connection.ts'
import { findRefusal, useCaller } from '../lib/use-caller.ts'
import type { Theme } from '../lib/theme.ts'
import { type NavEntry, navGroups } from './nav-entry.ts'

interface NavProps {
  readonly theme: Theme
  readonly switchTheme: () => void
  readonly open: (overlay: 'palette' | 'shortcuts' | 'caller') => void
}

/** Pages with a place in the navigation that the caller may see, in order. */
export function useNavEntries(): { to: string; nav: NavEntry }[] {
  const router: AnyRouter = useRouter()
  const caller = useCaller()
  const routes = Object.values(router.routesByPath) as {
    fullPath: string
    options: { staticData?: { nav?: NavEntry } }
  }[]
  return routes
    .flatMap(({ fullPath, options }) =>
      options.staticData?.nav ? [{ to: fullPath, nav: options.staticData.nav }] : [],
    )
    .filter(({ nav }) => findRefusal(caller, nav.needs) === null)
    .sort((a, b) => a.nav.order - b.nav.order)
}

export function Nav({ theme, switchTheme, open }: NavProps) {
  const entries = useNavEntries()
  return (
    <nav aria-label="Pages" className="flex h-full w-full flex-col gap-1 overflow-y-auto p-2">
      <div className="flex h-8 items-center gap-2 px-2 font-semibold">
        <img src="icon.svg" alt="" className="size-5" />
        Errand
      </div>
      <button
        type="button"
        onClick={(event) => {
          event.stopPropagation()
          open('palette')
        }}
        className="mt-1 mb-2 flex h-7 items-center gap-2 rounded-md border border-line bg-surface px-2 text-muted hover:text-ink"
      >
        <Icon name="search" className="size-3.5" />
        <span className="flex-1 text-left">Search</span>
        <Key keys="mod+k" />
      </button>
      {navGroups.map((group) => {
        const members = entries.filter(({ nav }) => nav.group === group)
        if (members.length === 0) return null
        return (
          <div key={group} className="mb-2">
            <p className="px-2 py-1 text-xs font-medium text-muted">{group}</p>
            {members.map(({ to, nav }) => (
              <Link
                key={to}
                to={to}
                className="flex h-7 items-center gap-2.5 rounded-md px-2 text-muted hover:bg-sunken hover:text-ink"
                activeProps={{ className: 'bg-sunken font-medium text-ink!' }}
              >
                <Icon name={nav.icon} />
                {nav.label}
                {nav.Badge && <nav.Badge />}
              </Link>
            ))}
          </div>
        )
      })}
      <CallerButton open={() => open('caller')} />
      <div className="flex items-center justify-between">
        <ConnectionDot />
        <span className="flex">
          <IconButton icon="theme" label={`Theme: ${theme}`} onClick={switchTheme} />
          <IconButton icon="keys" label="Keyboard shortcuts" onClick={() => open('shortcuts')} />
        </span>
      </div>
    </nav>
  )
}

function CallerButton({ open }: { open: () => void }) {
  const caller = useCaller()
  const name = caller?.name ?? caller?.userId ?? '…'
  return (
    <button
      type="button"
      aria-label={`Signed in as ${name}`}
      onClick={(event) => {
        event.stopPropagation()
        open()
      }}
      className="mt-auto flex h-8 shrink-0 items-center gap-2.5 rounded-md px-2 text-muted hover:bg-sunken hover:text-ink"
    >
      <Icon name="agents" />
      <span className="truncate">{name}</span>
    </button>
  )
}

function ConnectionDot() {
  const isLive = useConnection() === 'live'
  return (
    <span role="status" className={`flex items-center gap-2 px-2 text-xs ${isLive ? 'text-muted' : 'text-wait'}`}>
      <span className={`size-2 rounded-full ${isLive ? 'bg-ok' : 'animate-pulse bg-wait'}`} />
      {isLive ? 'Connected' : 'Reconnecting …'}
    </span>
  )
}
