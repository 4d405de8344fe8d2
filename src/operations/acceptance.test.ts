import { describe, expect, it } from 'vitest'
import { contracts } from '../contracts/index.ts'
import type { Contract, Scenario, ScenarioPlay } from '../spec/contract.ts'
import { play } from '../testing/acceptance/play.ts'
import { findProvocation, provokedElsewhere } from '../testing/acceptance/provocations.ts'
import { listSurfaces } from '../testing/acceptance/surfaces.ts'

const list: readonly Contract[] = Object.values(contracts)

interface Case {
  readonly title: string
  readonly key: string
  readonly play: ScenarioPlay
  readonly expects: Scenario['expects']
}

const scenarioCases = list.flatMap(({ meta, acceptance }) =>
  acceptance.scenarios.flatMap((scenario): Case[] => {
    const { key, play, given, when, expects } = scenario
    const title = `${given.join(', ')}. ${when.join(', ')}. ${scenario.then.join(', ')} [${key}]`
    return play ? [{ title, key: meta.key, play, expects }] : []
  }),
)

/** Declared errors that no scenario is about. */
const otherErrors = list.flatMap((contract) => {
  const told = contract.acceptance.scenarios.map(({ expects }) => ('error' in expects ? expects.error : ''))
  const isElsewhere = (code: string) => provokedElsewhere[code]?.includes(contract.meta.key) ?? false
  const codes = Object.keys(contract.io.errors).filter((code) => !told.includes(code) && !isElsewhere(code))
  return codes.map((code) => ({ code, contract, play: findProvocation(contract, code) }))
})

const errorCases = otherErrors.flatMap(({ code, contract, play }): Case[] => {
  const { key } = contract.meta
  return play ? [{ title: `${key} answers ${code}`, key, play, expects: { error: code } }] : []
})

/** Plays a case through every surface; each must answer as the first does. */
async function playEverywhere({ key, play: steps, expects }: Case): Promise<void> {
  const surfaces = listSurfaces(key)
  const [first, ...others] = await Promise.all(surfaces.map((surface) => play(key, steps, surface)))
  if ('error' in expects) expect(first?.answer).toMatchObject({ ok: false, problem: { code: expects.error } })
  else expect(first).toMatchObject({ answer: { ok: true }, emissions: expect.arrayContaining([expects.emission]) })
  if (steps.output !== undefined) expect(first?.answer).toMatchObject({ output: steps.output })
  for (const [index, other] of others.entries()) {
    expect({ surface: surfaces[index + 1]?.name, ...other }).toEqual({ surface: surfaces[index + 1]?.name, ...first })
  }
}

describe('acceptance', () => {
  it('each scenario can be played, and each declared error can be provoked', () => {
    const silent = list.flatMap(({ meta, acceptance }) =>
      acceptance.scenarios
        .filter((scenario) => !scenario.play)
        .map(({ key }) => `scenario ${key} of ${meta.key} has no play: give it {situation?, before?, input, output?}`),
    )
    const unprovoked = otherErrors
      .filter(({ play }) => !play)
      .map(
        ({ code, contract }) =>
          `nothing provokes ${code} of ${contract.meta.key}: add a scenario that expects it, or a line in src/testing/acceptance/provocations.ts`,
      )
    expect([...silent, ...unprovoked]).toEqual([])
  })

  it.each(scenarioCases.map((one) => [one.title, one] as const))('%s', (_title, one) => playEverywhere(one))

  it.each(errorCases.map((one) => [one.title, one] as const))('%s, the same on every surface', (_title, one) =>
    playEverywhere(one),
  )
})
