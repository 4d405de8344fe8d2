// Prices of models from the file that ERRAND_PRICES names.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { PriceTable } from '../models/prices.ts'
import { describeError } from '../spec/describe-error.ts'
import { ConfigError, type Env, readText } from './env.ts'

/** Throws a `ConfigError` that names the file and the fault. */
export function readPrices(env: Env): PriceTable {
  const path = readText(env, 'ERRAND_PRICES')
  return path === null ? {} : checkPrices(readJson(path), `ERRAND_PRICES ${path}`)
}

export function checkPrices(value: unknown, source: string): PriceTable {
  const parsed = PriceTable.safeParse(value)
  if (parsed.success) return parsed.data
  const example = '{"openai/gpt-5": {"input": 1, "output": 2}} in USD per million tokens'
  throw new ConfigError(`${source} is no table of prices, e.g. ${example}:\n${z.prettifyError(parsed.error)}`)
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new ConfigError(`ERRAND_PRICES ${path} cannot be read: ${describeError(error)}`, { cause: error })
  }
}
