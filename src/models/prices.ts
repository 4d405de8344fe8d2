// What models cost. Prices are the user's: none are built in, and a model without one has no cost, not a cost of 0.
import type { LanguageModelV4Usage } from '@ai-sdk/provider'
import { z } from 'zod'

const Usd = z.number().min(0).max(1_000_000)

/** USD per million tokens. */
export const Price = z.strictObject({
  input: Usd,
  output: Usd,
  /** For input tokens that the provider reports as read from its cache. Default: as `input`. */
  cachedInput: Usd.optional(),
})
export type Price = z.infer<typeof Price>

/** By `provider/model`; a key that ends in `*` stands for all models whose id begins with what is before it. */
export const ModelPattern = z.string().regex(/^([^/\s*]+\/[^\s*]*\*?|\*)$/, 'write provider/model')
export const PriceTable = z.record(ModelPattern, Price)
export type PriceTable = z.infer<typeof PriceTable>

const FREE: Price = { input: 0, output: 0 }

/** The price of a model; null when there is none. */
export function findPrice(prices: PriceTable, model: string): Price | null {
  if (model.startsWith('sim/')) return FREE
  return findByModel(prices, model)
}

/** Of its own key, else of the longest key with `*` that fits; null when there is none. */
export function findByModel<T>(table: Readonly<Record<string, T>>, model: string): T | null {
  if (Object.hasOwn(table, model)) return table[model] ?? null
  const fitting = Object.keys(table).filter((key) => key.endsWith('*') && model.startsWith(key.slice(0, -1)))
  const [longest] = fitting.sort((a, b) => b.length - a.length)
  return longest === undefined ? null : (table[longest] ?? null)
}

/** USD, to ten digits. */
export function computeCost(price: Price, { inputTokens, outputTokens }: LanguageModelV4Usage): number {
  const cached = inputTokens.cacheRead ?? 0
  const fresh = Math.max(0, (inputTokens.total ?? 0) - cached)
  const { input, output, cachedInput = input } = price
  const perMillion = fresh * input + cached * cachedInput + (outputTokens.total ?? 0) * output
  return Math.round(perMillion * 1e4) / 1e10
}
