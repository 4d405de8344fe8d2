// Reads how long a provider asks to wait before the next try, from the headers of its answer.

/**
 * Milliseconds to wait, or null when the headers do not say. `retry-after-ms` goes before `retry-after`, which holds
 * seconds or an HTTP date; a date in the past means 0. `now` is epoch milliseconds.
 */
export function readRetryAfter(headers: Readonly<Record<string, string>>, now: number): number | null {
  const precise = readNumber(header(headers, 'retry-after-ms'))
  if (precise !== null) return Math.ceil(precise)
  const value = header(headers, 'retry-after')
  const seconds = readNumber(value)
  if (seconds !== null) return Math.ceil(seconds * 1000)
  // Only a date with a named month counts: Date.parse takes nearly anything for one.
  const at = value !== undefined && /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

function header(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name)
  return key === undefined ? undefined : headers[key]?.trim()
}

function readNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null
}
