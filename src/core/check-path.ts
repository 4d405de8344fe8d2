// Whether a path that a caller or a model names stays below its folder. Says nothing about links: those are looked up on disk.

/** False for absolute paths, `..`, NUL, backslashes and encoded forms of these. */
export function isPathInside(path: string): boolean {
  let form = path
  for (let round = 0; round < 3; round += 1) {
    if (!isPlain(form)) return false
    const decoded = decode(form)
    if (decoded === form) return true
    form = decoded
  }
  return false // encoded so often that somebody means to hide something
}

function isPlain(path: string): boolean {
  return !/[\0\\]/.test(path) && !/^(?:\/|[A-Za-z]:)/.test(path) && !path.split('/').includes('..')
}

function decode(path: string): string {
  return path.replaceAll(/%([0-9a-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
