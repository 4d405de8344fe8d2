// Spreads and medians of what was measured.

export interface Spread {
  readonly p50: number
  readonly p95: number
}

export function summarise(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: round(at(0.5)), p95: round(at(0.95)) }
}

export function median(values: readonly number[]): number {
  return round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0)
}

/** Two digits are more than the noise leaves. */
export function round(value: number): number {
  return Math.round(value * 100) / 100
}
