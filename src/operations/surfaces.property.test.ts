import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contracts } from '../contracts/index.ts'
import type { Contract } from '../spec/contract.ts'
import { play } from '../testing/acceptance/play.ts'
import { randomInput } from '../testing/acceptance/random-input.ts'
import { listSurfaces } from '../testing/acceptance/surfaces.ts'

/** ERRAND_INPUTS sets how many inputs each operation gets. */
const numRuns = Number(process.env['ERRAND_INPUTS'] ?? 3)
/** A random path would be written to. */
const list = Object.values<Contract>(contracts).filter(({ meta }) => meta.key !== 'store.backup')

describe('any input has the same answer and emissions on every surface', () => {
  it.each(list.map((contract) => [contract.meta.key, contract] as const))(
    '%s',
    async (key, contract) => {
      // A command line with a grammar of its own refuses some inputs in its own words.
      const hasGrammar = contract.cli?.flags !== undefined
      const surfaces = listSurfaces(key).filter(({ name }) => !hasGrammar || name !== 'the command line')
      const property = fc.asyncProperty(randomInput(contract), async (input) => {
        const [first, ...others] = await Promise.all(surfaces.map((surface) => play(key, { input }, surface)))
        for (const [index, other] of others.entries()) {
          expect({ surface: surfaces[index + 1]?.name, ...other }).toEqual({
            surface: surfaces[index + 1]?.name,
            ...first,
          })
        }
      })
      await fc.assert(property, { numRuns })
    },
    60_000,
  )
})
