// Durations as people write them, in the grammar of humantime: `30s`, `1h30m`, `1day 12h`.

const secondNs = 1_000_000_000n
/** Units by every name they have. A month is 30.44 days and a year 365.25, as in humantime. */
const unitNs: Readonly<Record<string, bigint>> = Object.fromEntries(
  (
    [
      ['ns nsec nanos', 1n],
      ['us usec', 1000n],
      ['ms msec millis', 1_000_000n],
      ['s sec secs second seconds', secondNs],
      ['m min mins minute minutes', 60n * secondNs],
      ['h hr hrs hour hours', 3600n * secondNs],
      ['d day days', 86_400n * secondNs],
      ['w wk wks week weeks', 604_800n * secondNs],
      ['M month months', 2_630_016n * secondNs],
      ['y yr yrs year years', 31_557_600n * secondNs],
    ] as const
  ).flatMap(([names, ns]) => names.split(' ').map((name) => [name, ns])),
)

/** Whole seconds of a duration, rounded down. Throws a SyntaxError that says what a duration looks like. */
export function parseSeconds(text: string): number {
  const parts = [...text.matchAll(/\s*(\d{1,18})\s*([a-zA-Z]+)\s*/gy)]
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('').length === text.length
  const sizes = parts.map(([, count = '', unit = '']) => BigInt(count) * (unitNs[unit] ?? -1n))
  if (!isWhole || sizes.some((size) => size < 0n)) {
    throw new SyntaxError(`"${text}" is not a duration; write it as 30s, 5m, 1h30m, 2d or "1day 12h"`)
  }
  const seconds = sizes.reduce((sum, size) => sum + size, 0n) / secondNs
  if (seconds < 1n) throw new SyntaxError(`"${text}" is less than a second, the shortest duration there is`)
  return Number(seconds)
}

/** The same in the other direction, as humantime writes it: `1day 2h 30m`. */
export function renderSeconds(seconds: number): string {
  const sizes = [31_557_600, 2_630_016, 86_400, 3600, 60, 1]
  let rest = seconds
  const counts = sizes.map((size) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count
  })
  const names = ['year', 'month', 'day', 'h', 'm', 's']
  const parts = counts.flatMap((count, index) => {
    const name = names[index] ?? ''
    return count === 0 ? [] : [`${count}${name}${name.length > 1 && count > 1 ? 's' : ''}`]
  })
  return parts.join(' ') || '0s'
}
