// JSON as a tree: folded, searched, copied. Values are text, whatever they hold.
import { useMemo, useState } from 'react'
import { CopyButton } from './copy.tsx'
import { listRows, type JsonRow } from './json-rows.ts'

const STEP = 200

/** `value`: anything that JSON can say. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const [query, setQuery] = useState('')
  const [shown, setShown] = useState(STEP)
  const rows = useMemo(() => listRows(value, toggled, query.trim().toLowerCase()), [value, toggled, query])
  const toggle = (path: string) => {
    const next = new Set(toggled)
    if (!next.delete(path)) next.add(path)
    setToggled(next)
  }
  const hits = query.trim() === '' ? null : rows.filter(({ isHit }) => isHit).length
  return (
    <section aria-label={label} className="rounded-lg border border-line bg-surface">
      <header className="flex items-center gap-2 border-b border-line py-0.5 pr-0.5 pl-3">
        <h3 className="flex-1 text-xs font-medium text-muted">{label}</h3>
        <input
          type="search"
          aria-label={`Search in ${label}`}
          placeholder="Search"
          className="h-6 w-24 rounded bg-transparent px-1.5 text-xs placeholder:text-muted focus:w-36"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        {hits !== null && <span className="numeric text-xs text-muted">{hits} found</span>}
        <CopyButton text={() => JSON.stringify(value, null, 2)} label={`Copy ${label}`} />
      </header>
      <div
        tabIndex={0}
        role="group"
        aria-label={`${label} as JSON`}
        className="max-h-96 overflow-auto py-1.5 font-mono text-xs leading-5"
      >
        {rows.slice(0, shown).map((row) => (
          <Row key={row.path} row={row} onToggle={() => toggle(row.path)} />
        ))}
        {rows.length > shown && (
          <button type="button" className="px-3 text-accent underline" onClick={() => setShown(shown * 5)}>
            {rows.length - shown} more lines
          </button>
        )}
      </div>
    </section>
  )
}

function Row({ row, onToggle }: { row: JsonRow; onToggle: () => void }) {
  const { depth, name, text, tone, isOpen, isHit } = row
  return (
    <div className={`flex gap-1 pr-3 ${isHit ? 'tint-wait' : ''}`} style={{ paddingLeft: 8 + depth * 14 }}>
      {isOpen === null ? (
        <span className="w-3 shrink-0" />
      ) : (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={name ?? 'value'}
          className="w-3 shrink-0 text-muted"
          onClick={onToggle}
        >
          {isOpen ? '▾' : '▸'}
        </button>
      )}
      <span className="min-w-0 break-words whitespace-pre-wrap">
        {name !== null && <span className="text-muted">{name}: </span>}
        <span className={tone}>{text}</span>
      </span>
    </div>
  )
}
