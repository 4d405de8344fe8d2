// Starts the console: exchanges a sign-in link if there is one, then shows the page of the address.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRouter, RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { listenToKeys } from './lib/actions.ts'
import { basePath } from './lib/client.ts'
import { onBack, onSignedOut } from './lib/connection.ts'
import { correctLocale } from './lib/locale.ts'
import { redeemLink } from './lib/session.ts'
import { Loading, Problem } from './components/states.tsx'
import { routeTree } from './routes.ts'
import { SignInFault } from './shell/sign-in.tsx'
import './styles.css'

const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 1000 } } })
onBack(() => void queries.invalidateQueries())
onSignedOut(() => queries.clear()) // the next person sees nothing of the last one

const router = createRouter({
  routeTree,
  basepath: basePath,
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultErrorComponent: ({ error }) => (
    <Problem error={error instanceof Error ? error : new Error(String(error))} onRetry={() => location.reload()} />
  ),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

correctLocale()
listenToKeys()
const fault = await redeemLink()
const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <SignInFault value={fault}>
          <RouterProvider router={router} />
        </SignInFault>
      </QueryClientProvider>
    </StrictMode>,
  )
}
