// Signing in: with the link that the server printed, or by entering a token or key.
import { createContext, type FormEvent, use, useState } from 'react'
import { Button } from '../components/button.tsx'
import { TextField } from '../components/field.tsx'
import { signIn } from '../lib/session.ts'

/** Why the link that brought the person here did not sign them in; null when there was none or it did. */
export const SignInFault = createContext<string | null>(null)

export function SignIn() {
  const [fault, setFault] = useState(use(SignInFault))
  const [isBusy, setBusy] = useState(false)
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
          <Button type="submit" weight="primary" className="justify-center" disabled={isBusy}>
            Sign in
          </Button>
        </form>
      </div>
    </main>
  )
}
