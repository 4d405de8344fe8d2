import { expect, it } from 'vitest'
import { createdData, createDefinition } from '../testing/log-of.ts'
import { getEffectiveDefinition } from './effective-definition.ts'

it('a run goes by its revision, but for what a fork changed', () => {
  const revision = createDefinition()
  expect(getEffectiveDefinition(revision, createdData())).toEqual(revision)
  const forked = createdData({ model: 'a/b', instructions: 'Sing.' })
  expect(getEffectiveDefinition(revision, forked)).toEqual({ ...revision, model: 'a/b', instructions: 'Sing.' })
})
