// Signing in and out. A one-use link carries its code behind #, where only this page sees it.
import { basePath } from './client.ts'
import { setConnection } from './connection.ts'

/** Null when it worked, else what is wrong. */
export async function signIn(credential: { code: string } | { token: string }): Promise<string | null> {
  const response = await fetch(`${basePath}/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(credential),
  })
  if (response.ok) setConnection('live')
  if (response.ok) return null
  const { detail } = (await response.json()) as { detail: string }
  return detail
}

/** Where else one can sign in, e.g. `login.example.com`, and why the last try there failed. */
export async function readSignIn(): Promise<{ provider: string | null; fault: string | null }> {
  const response = await fetch(`${basePath}/session`)
  return (await response.json()) as { provider: string | null; fault: string | null }
}

/** Leads to the identity provider and back to this page. */
export function renderSignInAddress(): string {
  return `${basePath}/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`
}

export async function signOut(): Promise<void> {
  await fetch(`${basePath}/session`, { method: 'DELETE' })
  setConnection('signed-out')
}

/** Exchanges the code of the address, if it has one, and takes it out of the address and the history. */
export async function redeemLink(): Promise<string | null> {
  const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1]
  if (code === undefined) return null
  history.replaceState(null, '', location.pathname + location.search)
  return signIn({ code }).catch(() => 'The server does not answer.')
}
