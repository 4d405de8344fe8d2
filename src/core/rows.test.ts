import { describe, expect, it } from 'vitest'
import { AgentSummary, Agent } from '../contracts/agent.ts'
import { RunStatus, type RunStatusAlias } from '../contracts/enums.ts'
import { Run, RunSummary } from '../contracts/run.ts'
import { createdData, createDefinition, moment } from '../testing/log-of.ts'
import { createRunRow } from '../testing/run-row.ts'
import { type AgentRow, renderAgent, renderAgentSummary } from './agent-row.ts'
import { asObject } from './as-object.ts'
import { omitAbsent, renderRun, renderSummary, type RunRow } from './run-row.ts'
import { splitModel } from './split-model.ts'
import { selectStatuses } from './status-filter.ts'

const pending = createRunRow({ created: createdData({ model: 'openai/gpt-5' }) })
const done: RunRow = {
  ...pending,
  status: 'done',
  startedAt: moment(1000),
  completedAt: moment(3500),
  costUsd: 0,
  output: { result: 'Hi' },
  sources: [{ title: 'Book' }],
}

const agent: AgentRow = {
  id: 'agent',
  organizationId: 'default',
  name: 'Agent',
  slug: 'agent',
  description: null,
  status: 'active',
  tags: [],
  origin: 'code',
  revisionNumber: 3,
  latestRevisionId: 'agent-r3',
  publishedRevisionId: null,
  lastPublishedAt: null,
  createdAt: moment(0),
  updatedAt: moment(0),
  webhookUrl: null,
  definition: createDefinition({ model: 'anthropic/claude' }),
}

describe('a run on the wire', () => {
  it('tells who holds the run and how often it was taken up, once somebody did', () => {
    expect(renderRun({ ...done, attempt: 2, owner: 'worker' })).toMatchObject({ attempt: 2, owner: 'worker' })
    expect(renderRun(pending)).not.toHaveProperty('attempt')
  })

  it('leaves out what is absent and matches its contract', () => {
    const run = renderRun(pending)
    expect(Run.parse(run)).toEqual(run)
    for (const key of ['output', 'startedAt', 'durationMs', 'estimatedCostUsd', 'sources', 'sessionId']) {
      expect(run).not.toHaveProperty(key)
    }
    expect(run).toMatchObject({ lastSeq: 1, agent: { modelProvider: 'openai', modelName: 'gpt-5' } })
    expect(RunSummary.parse(renderSummary(pending))).toEqual(renderSummary(pending))
  })

  it('shows duration, cost, output and sources once they are known', () => {
    const run = renderRun(done)
    expect(Run.parse(run)).toEqual(run)
    expect(run).toMatchObject({ durationMs: 2500, estimatedCostUsd: 0, output: { result: 'Hi' }, sources: [{}] })
    expect(renderSummary(done)).toMatchObject({ durationMs: 2500, estimatedCostUsd: 0, completedAt: moment(3500) })
  })

  it('never lasted less than nothing', () => {
    expect(renderRun({ ...done, completedAt: moment(0) }).durationMs).toBe(0)
  })

  it('keeps false, zero and empty text', () => {
    expect(omitAbsent({ a: false, b: 0, c: '', d: null, e: undefined })).toEqual({ a: false, b: 0, c: '' })
  })
})

describe('an agent on the wire', () => {
  it('leaves out what is absent and matches its contract', () => {
    const rendered = renderAgent(agent)
    expect(Agent.parse(rendered)).toEqual(rendered)
    expect(rendered).toMatchObject({ version: '1.0.2', modelProvider: 'anthropic', hasChanges: true })
    for (const key of ['toolIds', 'tags', 'description']) expect(rendered).not.toHaveProperty(key)
    expect(AgentSummary.parse(renderAgentSummary(agent))).toEqual(renderAgentSummary(agent))
  })

  it('shows its tools and what was published', () => {
    const tool = { name: 'look', description: 'Looks.', inputSchema: {}, effect: 'pure', timeoutMs: 100 } as const
    const row = {
      ...agent,
      tags: ['a'],
      publishedRevisionId: 'agent-r3',
      definition: createDefinition({ tools: [tool] }),
    }
    const rendered = renderAgent(row)
    expect(Agent.parse(rendered)).toEqual(rendered)
    expect(rendered).toMatchObject({ toolIds: ['look'], tags: ['a'], hasChanges: false })
  })
})

describe('a model id', () => {
  it.each([
    ['openai/gpt-5', 'openai', 'gpt-5'],
    ['google/models/x', 'google', 'models/x'],
    ['sim/assistant', 'custom', 'sim/assistant'],
    ['custom/x', 'custom', 'custom/x'],
    ['plain', 'custom', 'plain'],
    ['/x', 'custom', '/x'],
  ])('%s is %s and %s', (model, modelProvider, modelName) => {
    expect(splitModel(model)).toEqual({ modelProvider, modelName })
  })
})

describe('a status filter', () => {
  it.each(RunStatus.options)('%s selects itself', (status) => {
    expect(selectStatuses(status)).toEqual({ statuses: [status], errorCode: null })
  })

  it.each<[RunStatusAlias, string[], string | null]>([
    ['QUEUED', ['pending'], null],
    ['IN_PROGRESS', ['running', 'waiting'], null],
    ['COMPLETED', ['done'], null],
    ['FAILED', ['error'], null],
    ['CANCELLED', ['cancelled'], null],
    ['EXPIRED', ['error'], 'RUN_TIMEOUT'],
  ])('%s selects %j', (alias, statuses, errorCode) => {
    expect(selectStatuses(alias)).toEqual({ statuses, errorCode })
  })
})

describe('a value where an object is due', () => {
  it.each([
    [{ a: 1 }, { a: 1 }],
    [[1], { value: [1] }],
    ['x', { value: 'x' }],
    [null, { value: null }],
    [undefined, {}],
  ])('%j becomes %j', (value, expected) => {
    expect(asObject(value)).toEqual(expected)
  })
})
