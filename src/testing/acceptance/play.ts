// Plays a scenario through one surface: bring the situation about, make the call, give back its answer without chance in it.
import { isObject } from '../../contracts/scalars.ts'
import type { ScenarioPlay } from '../../spec/contract.ts'
import { createSituation, type Values } from './situations.ts'
import type { Input, Surface, SurfaceAnswer } from './surfaces.ts'
import { createWorld, type World } from './world.ts'

export interface Played {
  readonly answer: SurfaceAnswer
  /** Keys of the emissions that the call made. */
  readonly emissions: readonly string[]
}

export async function play(
  key: string,
  { situation, before = [], input }: ScenarioPlay,
  surface: Surface,
): Promise<Played> {
  await using world = await createWorld()
  const values = await createSituation(situation, world)
  for (const call of before) {
    const answer = await surface.call(call.key, fill(call.input, values), world)
    if (!answer.ok)
      throw new Error(`before the call, ${call.key} answered ${answer.problem.code}: ${answer.problem.detail}`)
  }
  const known = (await listEmissions(world)).length
  const answer = await surface.call(key, fill(input, values), world)
  const emissions = (await listEmissions(world)).slice(known)
  return { answer: withoutChance(answer, world.dir), emissions }
}

async function listEmissions({ test }: World): Promise<string[]> {
  const page = { organizationId: 'default', resource: null, limit: 500, offset: 0 }
  return (await test.app.store.listEmissions(page)).items.map((emission) => emission.key)
}

/** Puts the situation's values where the play names them in braces. */
function fill(input: Input, values: Values): Input {
  const filled: unknown = JSON.parse(JSON.stringify(input), (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all) : value,
  )
  return isObject(filled) ? filled : {}
}

/** Ids, moments and sizes differ from call to call. */
function withoutChance(answer: SurfaceAnswer, dir: string): SurfaceAnswer {
  const { problem, ...rest } = answer.ok ? { ...answer, problem: null } : answer
  const { code, status, detail, retryable, gqlCode, issues } = problem ?? {}
  const told = problem && { code, status, detail, retryable, gqlCode, issues }
  const text = JSON.stringify({ ...rest, ...(told && { problem: told }) })
    .replaceAll(JSON.stringify(dir).slice(1, -1), '<dir>')
    .replaceAll(/\b(firing|run|call|appr|rev|span|msg|trace|hook|dlv|space|key|errand_key)_[0-9a-z]{16,}/g, '<$1>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<moment>')
    .replaceAll(/"(\w+(?:Ms|Bytes|Seq))":\d+/g, '"$1":0')
  return JSON.parse(text) as SurfaceAnswer
}
