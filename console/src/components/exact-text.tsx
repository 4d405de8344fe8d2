// A value exactly as it is, from the first character to the last: nothing folded, nothing cut, nothing invisible.
import { renderExactly } from '../lib/render-exactly.ts'
import { CopyButton } from './copy.tsx'

export function ExactJson({ value, label }: { value: unknown; label: string }) {
  return (
    <section aria-label={label} className="rounded-lg border border-line">
      <header className="flex h-8 items-center justify-between border-b border-line pr-0.5 pl-3">
        <h3 className="text-xs font-medium text-muted">{label}</h3>
        <CopyButton text={() => JSON.stringify(value, null, 2)} label={`Copy ${label}`} />
      </header>
      <pre className="p-3 font-mono text-xs leading-5 break-all whitespace-pre-wrap">{renderExactly(value)}</pre>
    </section>
  )
}
