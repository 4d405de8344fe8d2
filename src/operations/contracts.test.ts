import { describe, expect, it } from 'vitest'
import { contracts } from '../contracts/index.ts'
import { createRegistry } from '../spec/registry.ts'
import { operations } from './index.ts'

const list = Object.values(contracts)

describe('contracts', () => {
  it.each(list.map((contract) => [contract.meta.key, contract] as const))(
    'case 37: every example of %s is valid by its own schemas',
    (_key, { io, acceptance }) => {
      expect(acceptance.examples.length).toBeGreaterThan(0)
      for (const { input, output } of acceptance.examples) {
        expect(io.input.parse(input)).toMatchObject(input as object)
        expect(io.output.parse(output)).toMatchObject(output as object)
      }
    },
  )

  it('each have exactly one operation, under the key of the index, and share no route', () => {
    expect(Object.entries(contracts).map(([key, { meta }]) => [key, meta.key])).toEqual(
      list.map(({ meta }) => [meta.key, meta.key]),
    )
    expect(operations.map((operation) => operation.contract)).toEqual(list)
    expect(createRegistry(list).contracts).toHaveLength(list.length)
  })
})
