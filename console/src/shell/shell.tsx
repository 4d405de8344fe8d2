// What surrounds every page: navigation, banners, palette, shortcuts; or signing in.
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { IconButton } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { useActions } from '../lib/actions.ts'
import { useConnection } from '../lib/connection.ts'
import { useFocusKeys } from '../lib/row-keys.ts'
import { signOut } from '../lib/session.ts'
import { chooseTheme, nextTheme, readTheme } from '../lib/theme.ts'
import { Banners } from './banners.tsx'
import { CallerDialog } from './caller-dialog.tsx'
import { Nav, useNavEntries } from './nav.tsx'
import { Palette } from './palette.tsx'
import { ShortcutOverlay } from './shortcut-overlay.tsx'
import { SignIn } from './sign-in.tsx'

export function Shell() {
  const connection = useConnection()
  return connection === 'signed-out' ? <SignIn /> : <SignedIn />
}

type Overlay = 'palette' | 'shortcuts' | 'menu' | 'caller' | null

function SignedIn() {
  const [overlay, setOverlay] = useState<Overlay>(null)
  const [theme, setTheme] = useState(readTheme)
  const close = () => setOverlay(null)
  const switchTheme = () => {
    const next = nextTheme(theme)
    chooseTheme(next)
    setTheme(next)
  }
  useShellActions({ open: setOverlay, switchTheme })
  const tools = { theme, switchTheme, open: setOverlay }
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <a
        href={`${location.pathname}#content`}
        className="sr-only z-10 bg-surface p-2 focus:not-sr-only focus:absolute"
        onClick={(event) => {
          event.preventDefault()
          document.querySelector<HTMLElement>('#content')?.focus()
        }}
      >
        Skip to the content
      </a>
      <aside className="hidden w-52 shrink-0 border-r border-line md:flex">
        <Nav {...tools} />
      </aside>
      <header className="flex h-11 shrink-0 items-center justify-between border-b border-line bg-surface px-2 md:hidden">
        <IconButton icon="menu" label="Menu" onClick={() => setOverlay('menu')} />
        <span className="font-semibold">Errand</span>
        <IconButton icon="search" label="Search and commands" onClick={() => setOverlay('palette')} />
      </header>
      <main id="content" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
        <Banners />
        <Outlet />
      </main>
      {overlay === 'palette' && <Palette onClose={close} />}
      {overlay === 'shortcuts' && <ShortcutOverlay onClose={close} />}
      {overlay === 'caller' && <CallerDialog onClose={close} />}
      {overlay === 'menu' && (
        <Dialog title="Menu" onClose={close} className="mt-0 ml-0 h-dvh max-h-none max-w-64 rounded-none">
          <div className="h-[calc(100dvh-3rem)]" onClick={close}>
            <Nav {...tools} />
          </div>
        </Dialog>
      )}
    </div>
  )
}

function useShellActions({ open, switchTheme }: { open: (overlay: Overlay) => void; switchTheme: () => void }) {
  const navigate = useNavigate()
  const entries = useNavEntries()
  useFocusKeys()
  useActions([
    ...entries.map(({ to, nav }) => ({
      label: `Go to ${nav.label}`,
      keys: `g ${nav.key}`,
      run: () => void navigate({ to }),
    })),
    { label: 'Search and commands', keys: 'mod+k', run: () => open('palette'), isHidden: true },
    { label: 'Keyboard shortcuts', keys: '?', run: () => open('shortcuts') },
    { label: 'Switch between system, dark and light', keys: 't', run: switchTheme },
    { label: 'Who am I?', run: () => open('caller') },
    { label: 'Sign out', run: () => void signOut() },
  ])
}

export function NotFound() {
  return (
    <div className="m-auto space-y-2 p-8 text-center">
      <h1 className="text-lg font-semibold">There is no such page</h1>
      <p className="text-muted">
        <Link to="/runs" className="text-accent underline">
          Go to the runs
        </Link>
      </p>
    </div>
  )
}
