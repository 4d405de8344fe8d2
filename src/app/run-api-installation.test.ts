import { expect, it } from 'vitest'
import { createTestApp } from '../testing/create-test-app.ts'

it.each(['default', 'a=b', '=sim/script', 'a b=sim/script', 'fast=sim/script,slow'])(
  'ERRAND_MODEL_STACKS=%s is refused at the start, with what it takes',
  async (stacks) => {
    await expect(createTestApp({ env: { ERRAND_MODEL_STACKS: stacks } })).rejects.toThrow(
      /ERRAND_MODEL_STACKS has ".*"; it takes alias=provider\/model/,
    )
  },
)
