// A fork beside the run that it was forked from: what both have, and where they part.
import { Entry } from '../../components/entry.tsx'
import { Loading, Problem } from '../../components/states.tsx'
import { pluralize } from '../../lib/format.ts'
import type { Item } from '../../lib/fold-conversation.ts'
import type { RunView } from '../../lib/run-view.ts'
import { useRun } from '../../lib/use-run.ts'

interface CompareProps {
  readonly view: RunView
  readonly originalId: string
  readonly onSelect: (seq: number) => void
}

export function Compare({ view, originalId, onSelect }: CompareProps) {
  const { view: original, error } = useRun(originalId)
  if (error) return <Problem error={error} />
  if (!original.created) return <Loading />
  const left = original.conversation
  const right = view.conversation
  const parts = left.findIndex((item, index) => !isSame(item, right[index]))
  const shared = parts < 0 ? Math.min(left.length, right.length) : parts
  return (
    <div tabIndex={0} role="group" aria-label="Comparison" className="min-h-0 flex-1 overflow-auto p-4">
      <details className="mb-4">
        <summary className="w-fit text-muted">
          {shared === 0 ? 'Nothing in common' : `The first ${pluralize(shared, 'step')} in common`}
        </summary>
        <div className="mt-2 max-w-3xl space-y-3">
          <Items items={right.slice(0, shared)} onSelect={onSelect} />
        </div>
      </details>
      <div className="grid gap-x-6 gap-y-4 lg:grid-cols-2">
        <section className="min-w-0 space-y-3">
          <h2 className="text-xs font-medium text-muted">The original, {original.status}</h2>
          <Items items={left.slice(shared)} onSelect={onSelect} />
        </section>
        <section className="min-w-0 space-y-3 border-line lg:border-l lg:pl-6">
          <h2 className="text-xs font-medium text-muted">This fork, {view.status}</h2>
          <Items items={right.slice(shared)} onSelect={onSelect} />
        </section>
      </div>
    </div>
  )
}

function Items({ items, onSelect }: { items: readonly Item[]; onSelect: (seq: number) => void }) {
  return items.map((item) => <Entry key={item.seq} item={item} isSelected={false} onSelect={onSelect} />)
}

/** Whether both read the same; times may differ. */
function isSame(a: Item, b: Item | undefined): boolean {
  if (a.kind === 'called' && b?.kind === 'called') {
    return a.toolName === b.toolName && a.outcome === b.outcome && JSON.stringify(a.input) === JSON.stringify(b.input)
  }
  return a.kind === b?.kind && 'text' in a && 'text' in b && a.text === b.text
}
