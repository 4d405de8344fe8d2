// The models of this process, with what they cost and how much they read.
import type { PriceTable } from '../models/prices.ts'
import { createModels, type Models } from '../models/registry.ts'
import type { Env } from './env.ts'
import { readContextWindows } from './read-context-windows.ts'
import { readPrices } from './read-prices.ts'

interface ModelSettings {
  readonly env: Env
  readonly prices?: PriceTable
}

export function loadModels({ env, prices = readPrices(env) }: ModelSettings): Models {
  return createModels({ env, prices, contextWindows: readContextWindows(env) })
}
