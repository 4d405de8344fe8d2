// What was left out of a space, and why.
import { Empty } from '../../components/states.tsx'
import type { Space } from './space.ts'

export function Problems({ problems }: { problems: Space['problems'] }) {
  if (problems.length === 0) {
    return <Empty title="No problems">Everything in the sources was read at the last sync.</Empty>
  }
  return (
    <ul>
      {problems.map(({ path, code, message }, index) => (
        <li key={index} className="border-b border-line/60 px-4 py-2.5">
          <div className="flex flex-wrap items-baseline gap-x-3">
            <span className="font-medium break-all">{path}</span>
            <code className="font-mono text-xs text-wait">{code}</code>
          </div>
          <p className="mt-0.5 break-words text-muted">{message}</p>
        </li>
      ))}
    </ul>
  )
}
