// Signing in: with the link that the server printed, at the identity provider if there is one, or with a token or key.
import { useQuery } from '@tanstack/react-query'
import { createContext, type FormEvent, use, useState } from 'react'
import { Button, LinkButton } from '../components/button.tsx'
import { TextField } from '../components/field.tsx'
import { readSignIn, renderSignInAddress, signIn } from '../lib/session.ts'

/** Why the link that brought the person here did not sign them in; null when there was none or it did. */
export const SignInFault = createContext<string | null>(null)

export function SignIn() {
  const [fault, setFault] = useState(use(SignInFault))
  const [isBusy, setBusy] = useState(false)
  const { data: offer } = useQuery({ queryKey: ['sign-in'], queryFn: readSignIn, gcTime: 0 })
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const token = new FormData(event.currentTarget).get('token')
    if (typeof token !== 'string' || token.trim() === '') return setFault('Enter a token or a key.')
    setBusy(true)
    setFault(await signIn({ token: token.trim() }).catch(() => 'The server does not answer; is it running?'))
    setBusy(false)
  }
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="w-full max-w-sm rounded-xl border border-line bg-surface p-6">
        <img src="icon.svg" alt="" className="size-8" />
        <h1 className="mt-4 text-lg font-semibold">Sign in to Errand</h1>
        {offer?.provider && <AtProvider provider={offer.provider} fault={offer.fault} />}
        <p className="mt-1 text-muted">
          Open the link that <code className="font-mono text-ink">errand serve</code> printed when it started. It works
          once. Or enter an API key, or the token from <code className="font-mono text-ink">.errand/token</code>.
        </p>
        <form className="mt-4 flex flex-col gap-3" onSubmit={(event) => void submit(event)}>
          <TextField
            label="Token or API key"
            isLabelShown
            name="token"
            type="password"
            autoComplete="current-password"
            autoFocus
            spellCheck={false}
            className="font-mono"
            aria-describedby={fault === null ? undefined : 'sign-in-fault'}
          />
          {fault !== null && (
            <p id="sign-in-fault" role="alert" className="text-bad">
              {fault}
            </p>
          )}
          <Button
            type="submit"
            weight={offer?.provider ? 'plain' : 'primary'}
            className="justify-center"
            disabled={isBusy}
          >
            Sign in
          </Button>
        </form>
      </div>
    </main>
  )
}

function AtProvider({ provider, fault }: { provider: string; fault: string | null }) {
  return (
    <div className="mt-4 mb-5 border-b border-line pb-5">
      {fault !== null && (
        <p role="alert" className="mb-3 wrap-break-word text-bad">
          {fault}
        </p>
      )}
      <LinkButton href={renderSignInAddress()} weight="primary" className="w-full justify-center">
        <span className="truncate">Sign in with {provider}</span>
      </LinkButton>
    </div>
  )
}
