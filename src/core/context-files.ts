// Which files of a source are read, and as what.

const contentTypes = new Map([
  ['md', 'text/markdown'],
  ['txt', 'text/plain'],
  ['json', 'application/json'],
  ['html', 'text/html'],
  ['pdf', 'application/pdf'],
])

/** Null when files of this name are not read. */
export function findContentType(fileName: string): string | null {
  if (isSecret(fileName)) return null
  const extension = /\.([^.]+)$/.exec(fileName)?.[1]
  return contentTypes.get(extension?.toLowerCase() ?? '') ?? null
}

/** Settings files that usually hold passwords: never read, listed or shown, wherever they lie. */
export function isSecret(fileName: string): boolean {
  return /^(?:appsettings.*\.json|secrets\.json|\.env.*)$/i.test(fileName)
}
