// Whether two values are the same JSON. The order of keys does not count, and neither do absent members.

export function isSameJson(a: unknown, b: unknown): boolean {
  return writeSorted(a) === writeSorted(b)
}

function writeSorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
