// One text for one JSON value, whatever the order of its keys.

/** JSON with sorted keys. A string that holds JSON counts as that JSON, as unparsed tool inputs do. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(typeof value === 'string' ? parsed(value) : value)) ?? 'null'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([name, inner]) => [name, sorted(inner)])
}
