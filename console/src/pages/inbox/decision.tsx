// One item of the inbox: what it is about, and the form that fits its kind.
import { Link } from '@tanstack/react-router'
import { formatMoment } from '../../lib/format.ts'
import { Answer } from './answer.tsx'
import { Approve } from './approve.tsx'
import { type DecisionForm, type InboxItem, titles } from './inbox-item.ts'
import { Settle } from './settle.tsx'

const forms = { approval: Approve, question: Answer, unknown: Settle } as const
const words: Readonly<Record<InboxItem['kind'], string>> = {
  approval: 'wants to call a tool that asks first. The run waits.',
  question: 'asks. The run waits for the answer.',
  unknown: 'called a tool when the process ended, and nobody knows whether it was done. Look there, then say it.',
}

export function Decision({ item, onDecided }: DecisionForm) {
  const Form = forms[item.kind]
  return (
    <article aria-label="What waits" className="w-full max-w-3xl space-y-4 p-4 lg:p-6">
      <header>
        <h2 className="text-base font-semibold break-words">{titles[item.kind](item)}</h2>
        <p className="mt-0.5 text-muted">
          <Link to="/agents/$agentId" params={{ agentId: item.agentId }} className="text-ink underline">
            {item.agentName}
          </Link>{' '}
          {words[item.kind]}
        </p>
        <p className="mt-1 flex flex-wrap gap-x-4 text-xs text-muted">
          <span className="numeric">{formatMoment(item.requestedAt).slice(0, 19)}</span>
          <Link to="/runs/$runId" params={{ runId: item.runId }} className="font-mono underline">
            {item.runId}
          </Link>
        </p>
      </header>
      {item.reason && <p className="rounded-lg border border-line bg-sunken p-3 break-words">{item.reason}</p>}
      <Form item={item} onDecided={onDecided} />
    </article>
  )
}
