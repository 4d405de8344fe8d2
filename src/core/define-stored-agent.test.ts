import { describe, expect, it } from 'vitest'
import { applySettings, blankDefinition } from './define-stored-agent.ts'
import { reviseAgent } from './revise-agent.ts'
import { createDefinition, moment } from '../testing/log-of.ts'

describe('tools of a stored agent', () => {
  it('are replaced in the order given; one that stays keeps its config', () => {
    const assignments = [
      { toolId: 'a', order: 5, config: { site: 'x' } },
      { toolId: 'b', order: 1 },
    ]
    const definition = applySettings({ ...blankDefinition, assignments }, { toolIds: ['c', 'a', 'c'] })
    expect(definition.assignments).toEqual([
      { toolId: 'c', order: 0 },
      { toolId: 'a', order: 0, config: { site: 'x' } },
    ])
    expect(applySettings(createDefinition(), { toolIds: ['c'] }).assignments).toEqual([{ toolId: 'c', order: 0 }])
  })
})

describe('a change of an agent', () => {
  const row = {
    id: 'a',
    organizationId: 'default',
    name: 'A',
    slug: 'a',
    description: null,
    status: 'draft' as const,
    tags: [],
    origin: 'api' as const,
    revisionNumber: 1,
    latestRevisionId: 'a-r1',
    publishedRevisionId: null,
    lastPublishedAt: null,
    createdAt: moment(0),
    updatedAt: moment(0),
    webhookUrl: null,
    definition: createDefinition({ modelConfig: { a: 1, b: 2 } }),
  }

  it('to an equal definition makes no revision, whatever the order of its keys', () => {
    const definition = createDefinition({ modelConfig: { b: 2, a: 1 } })
    expect(reviseAgent(row, { definition }, moment(1))).toMatchObject({ revisionNumber: 1, updatedAt: moment(1) })
    expect(reviseAgent(row, { definition: createDefinition() }, moment(1))).toMatchObject({ latestRevisionId: 'a-r2' })
  })
})
