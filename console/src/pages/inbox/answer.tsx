// Answers a question of an agent: one of its choices, or any words.
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { fieldLook } from '../../components/field.tsx'
import { Problem } from '../../components/states.tsx'
import { useCommand } from '../../lib/use-call.ts'
import { type DecisionForm, readQuestion } from './inbox-item.ts'

export function Answer({ item, onDecided }: DecisionForm) {
  const { runId, approvalId } = item
  const [text, setText] = useState('')
  const resolve = useCommand('agent.run.resolveApproval')
  const answer = (words: string) =>
    resolve.mutate({ runId, approvalId, decision: 'answer', answer: words }, { onSuccess: onDecided })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    answer(text)
  }
  const { choices } = readQuestion(item)
  return (
    <form onSubmit={submit} className="space-y-4">
      {choices.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {choices.map((choice, index) => (
            <Button
              needs="agent.run.resolveApproval"
              key={index}
              className="h-auto! max-w-full py-1 text-left break-words whitespace-normal!"
              onClick={() => answer(choice)}
            >
              {choice}
            </Button>
          ))}
        </div>
      )}
      <label className="flex flex-col gap-1">
        <span className="text-xs font-medium text-muted">
          {choices.length > 0 ? 'Or in your words' : 'Your answer'}
        </span>
        <textarea
          required
          rows={4}
          className={`${fieldLook} h-auto py-1.5`}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      {resolve.error && <Problem error={resolve.error} />}
      <Button needs="agent.run.resolveApproval" type="submit" weight="primary" icon="send" disabled={resolve.isPending}>
        Answer
      </Button>
    </form>
  )
}
