// The lines of a JSON tree that are in view.

export interface JsonRow {
  /** Keys from the root, joined. */
  readonly path: string
  readonly depth: number
  readonly name: string | null
  readonly text: string
  readonly tone: string
  /** null: it has no inside. */
  readonly isOpen: boolean | null
  readonly isHit: boolean
}

const OPEN_DEPTH = 2
const OPEN_ITEMS = 50
const MAX_ROWS = 20_000

/** `toggled`: paths that are not as they are by default: open near the root. With a `query`, what leads to a hit is open. */
export function listRows(value: unknown, toggled: ReadonlySet<string>, query: string): JsonRow[] {
  const rows: JsonRow[] = []
  const add = (node: unknown, name: string | null, path: string, depth: number) => {
    if (rows.length >= MAX_ROWS) return
    const entries = listEntries(node)
    const isSmall = depth < OPEN_DEPTH && (entries?.length ?? 0) <= OPEN_ITEMS
    const isOpen = entries && (isSmall !== toggled.has(path) || (query !== '' && hasHit(node, query)))
    const text = entries ? renderSummary(node, entries.length) : renderScalar(node)
    const isHit =
      query !== '' && ((name ?? '').toLowerCase().includes(query) || (!entries && text.toLowerCase().includes(query)))
    rows.push({ path, depth, name, text, tone: entries ? 'text-muted' : toneOf(node), isOpen, isHit })
    if (isOpen) for (const [key, inner] of entries) add(inner, key, `${path}/${key}`, depth + 1)
  }
  add(value, null, '', 0)
  return rows
}

function listEntries(node: unknown): [string, unknown][] | null {
  if (typeof node !== 'object' || node === null) return null
  const entries = Object.entries(node)
  return entries.length === 0 ? null : entries
}

function hasHit(node: unknown, query: string): boolean {
  const entries = listEntries(node)
  if (!entries) return renderScalar(node).toLowerCase().includes(query)
  return entries.some(([key, inner]) => key.toLowerCase().includes(query) || hasHit(inner, query))
}

function renderSummary(node: unknown, count: number): string {
  return Array.isArray(node) ? `[${count}]` : `{${count}}`
}

function renderScalar(node: unknown): string {
  return JSON.stringify(node) ?? 'undefined'
}

function toneOf(node: unknown): string {
  if (typeof node === 'string') return 'text-ink'
  return typeof node === 'number' ? 'text-run' : 'text-wait'
}
