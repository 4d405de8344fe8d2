// Who is signed in, with which credential, what it may do, and the way out.
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Icon } from '../components/icon.tsx'
import { Loading } from '../components/states.tsx'
import { formatMoment } from '../lib/format.ts'
import { signOut } from '../lib/session.ts'
import { type Caller, useCaller } from '../lib/use-caller.ts'

const scopes = {
  read: 'see agents, runs and everything else of the organization',
  run: 'start, cancel and answer runs, and fire tasks',
  admin: 'change agents, tools and context, see the audit, manage keys and webhooks',
} as const
const kinds = { root: 'The root token', key: 'API key', token: 'Token of an identity provider' } as const

export function CallerDialog({ onClose }: { onClose: () => void }) {
  const caller = useCaller()
  return (
    <Dialog title="Signed in" onClose={onClose}>
      <div className="space-y-4 p-4">
        {caller ? <Facts caller={caller} /> : <Loading rows={3} />}
        <div className="flex justify-end">
          <Button icon="exit" onClick={() => void signOut()}>
            Sign out
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function Facts({ caller }: { caller: Caller }) {
  const { kind, name, hierarchy, expiresAt } = caller
  const facts = [
    ['User', caller.userId],
    ['With', name === undefined ? kinds[kind] : `${kinds[kind]}: ${name}`],
    ['Organization', caller.organizationId],
    ...(hierarchy === undefined ? [] : [['Below', hierarchy]]),
    ...(expiresAt === undefined ? [] : [['Until', formatMoment(expiresAt).slice(0, 16)]]),
  ]
  return (
    <>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="font-medium break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <ul aria-label="Scopes" className="space-y-1.5 border-t border-line pt-3">
        {Object.entries(scopes).map(([scope, meaning]) => {
          const isGiven = caller.scopes.some((given) => given === scope)
          return (
            <li key={scope} className="flex gap-2.5">
              <Icon
                name={isGiven ? 'check' : 'close'}
                className={`mt-0.5 size-4 ${isGiven ? 'text-ok' : 'text-muted'}`}
              />
              <span className={isGiven ? '' : 'text-muted'}>
                <strong className="font-medium">{scope}</strong>
                {isGiven ? ': ' : ', which you lack: '}
                {meaning}
              </span>
            </li>
          )
        })}
      </ul>
    </>
  )
}
