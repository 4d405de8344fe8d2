import { describe, expect, it } from 'vitest'
import { computeCost, findPrice, PriceTable } from './prices.ts'

const price = (input: number) => ({ input, output: 2 })
const usage = (total: number | undefined, cacheRead: number | undefined, output: number | undefined) => ({
  inputTokens: { total, noCache: undefined, cacheRead, cacheWrite: undefined },
  outputTokens: { total: output, text: undefined, reasoning: undefined },
})

describe('the price of a model', () => {
  const prices = { 'openai/gpt': price(1), 'openai/gpt*': price(2), 'openai/*': price(3), '*': price(4) }

  it.each([
    ['openai/gpt', 1],
    ['openai/gpt-mini', 2],
    ['openai/o9', 3],
    ['google/gemini', 4],
    ['sim/assistant', 0],
  ])('of %s is by its own key, else by the longest that fits', (model, input) => {
    expect(findPrice(prices, model)?.input).toBe(input)
  })

  it('is not known without a key that fits', () => {
    expect(findPrice({ 'openai/*': price(1) }, 'google/gemini')).toBeNull()
    expect(findPrice({}, 'constructor/x')).toBeNull()
  })

  it('is per million tokens; what came from the cache may cost less', () => {
    expect(computeCost({ input: 3, output: 15 }, usage(1_000_000, undefined, 1_000_000))).toBe(18)
    expect(computeCost({ input: 3, output: 15, cachedInput: 0.3 }, usage(1_000_000, 900_000, 0))).toBe(0.57)
    expect(computeCost({ input: 3, output: 15 }, usage(1_000_000, 900_000, 0))).toBe(3)
    expect(computeCost({ input: 0.1, output: 0.2 }, usage(3, undefined, 0))).toBe(0.0000003)
    expect(computeCost({ input: 3, output: 15 }, usage(undefined, undefined, undefined))).toBe(0)
  })

  it.each([
    [{ gpt: price(1) }],
    [{ 'openai/*mini': price(1) }],
    [{ 'openai/gpt': { input: 1 } }],
    [{ 'openai/gpt': { input: -1, output: 1 } }],
    [{ 'openai/gpt': { input: '1', output: 1 } }],
    [[]],
  ])('is refused as %j', (table) => {
    expect(PriceTable.safeParse(table).success).toBe(false)
  })
})
