// Budgets of tokens and cost, alone and shared by the runs of a tree, through the contract.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPrices } from '../app/read-prices.ts'
import { type AgentOptions, defineAgent } from '../runtime/define-agent.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { callTool, createFakeModel, say } from '../testing/fake-model.ts'
import { createAgentApp, eventsOf } from '../testing/run-agent.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const look = defineTool({ name: 'look', description: 'Looks.', input: { type: 'object' }, execute: () => 'seen' })

/** An agent that never stops looking: each turn costs one token each way. */
const looking = (options: Partial<AgentOptions> = {}) =>
  defineAgent({
    id: 'looker',
    description: 'Looks.',
    instructions: '',
    tools: [look],
    model: createFakeModel(() => callTool('look')),
    ...options,
  })

/** An agent that asks two others at once, and answers when they have ended. */
function leading(options: Partial<AgentOptions> = {}) {
  const both = ['one', 'two'].map((id, index) => {
    const [call] = callTool(id, { message: 'Look' }, `call-${index}`)
    return call
  })
  const model = createFakeModel((n) =>
    n === 1 ? [...both.flatMap((call) => call ?? []), ...say('').slice(-1)] : say('Done'),
  )
  const tools = ['one', 'two'].map((id) => looking({ id, maxIterations: 200 }))
  return defineAgent({ id: 'lead', instructions: '', model, tools, ...options })
}

const prices = { 'fake/*': { input: 100_000, output: 100_000 } } // 10 cents a token

describe('a budget', () => {
  it('of cost ends a run once it is used up, and says what it cost', async () => {
    await using test = await createAgentApp(looking({ maxCostUsd: 0.5 }), { prices })
    const log = await test.run()
    const message = 'the run used $0.6; the limit of agent "looker" is $0.5 (maxCostUsd)'
    expect(log.at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RUN_BUDGET_EXCEEDED', message } })
    expect(eventsOf(log, 'turn.completed').map(({ data }) => data.costUsd)).toEqual([0.2, 0.2, 0.2])
    const run = await test.client.call('agent.run.get', { runId: log[0]?.runId ?? '' })
    expect(run.estimatedCostUsd).toBeCloseTo(0.6)
  })

  it.each([
    ['maxTokensPerRun', { maxTokensPerRun: 20 }, 20],
    ['maxCostUsd', { maxCostUsd: 2 }, 20],
  ])('of a run (%s) is shared by the runs that work for it at the same time', async (name, options, tokens) => {
    await using test = await createAgentApp(leading(options), { prices })
    const log = await test.run()
    expect(log.at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RUN_BUDGET_EXCEEDED' } })
    const runId = log[0]?.runId ?? ''
    const { items } = await test.client.call('agent.run.list', {})
    const used = items.reduce((sum, run) => sum + run.totalTokens, 0)
    expect(used).toBeGreaterThanOrEqual(tokens)
    expect(used).toBeLessThanOrEqual(tokens + 2) // each run is checked before it asks: at most one turn of the other is over
    for (const { agentId, id } of items) {
      const run = await test.client.call('agent.run.get', { runId: id })
      expect(run).toMatchObject({ status: 'error', errorCode: 'RUN_BUDGET_EXCEEDED' })
      expect(run.errorMessage).toContain(`run ${runId} and the runs below it used`)
      expect(run.errorMessage).toContain(`the limit of agent "lead" is`)
      expect([agentId, run.errorMessage]).toEqual([agentId, expect.stringContaining(name)])
    }
    for (const { id } of items) {
      expect(await test.client.call('agent.run.replay', { runId: id })).toMatchObject({ divergences: [] })
    }
    expect(test.errors).toEqual([])
  })

  it('of a run below is its own, and the run above goes on without it', async () => {
    const model = createFakeModel((n) => (n === 1 ? callTool('looker', { message: 'Look' }) : say('Done')))
    const agent = defineAgent({ id: 'lead', instructions: '', model, tools: [looking({ maxTokensPerRun: 6 })] })
    await using test = await createAgentApp(agent)
    const log = await test.run()
    expect(eventsOf(log, 'tool.failed')).toMatchObject([
      { data: { code: 'AGENT_FAILED', message: expect.stringContaining('the run used 6 tokens') } },
    ])
    expect(log.at(-1)?.type).toBe('run.completed')
  })

  it('of cost refuses a model without a known price before it is asked', async () => {
    const agent = looking({ maxCostUsd: 1 })
    await using test = await createAgentApp(agent, { prices: { 'openai/*': { input: 1, output: 1 } } })
    const log = await test.run()
    const message = expect.stringContaining('no price of fake/model is known')
    expect(log.at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RUN_BUDGET_EXCEEDED', message } })
    expect(eventsOf(log, 'turn.completed')).toEqual([])
  })
})

describe('a cost', () => {
  it('is absent when no price is known, and 0 of simulated models', async () => {
    const model = createFakeModel(() => say('Hi'))
    await using test = await createAgentApp(defineAgent({ id: 'a', instructions: '', model }))
    const log = await test.run()
    const run = await test.client.call('agent.run.get', { runId: log[0]?.runId ?? '' })
    expect(run).not.toHaveProperty('estimatedCostUsd')
    await using simulated = await createAgentApp(
      defineAgent({ id: 'a', instructions: '', model: 'sim/assistant', maxCostUsd: 1 }),
    )
    const runId = await simulated.execute()
    await simulated.clock.advance(60_000)
    await simulated.whenEnded(runId)
    expect(await simulated.client.call('agent.run.get', { runId })).toMatchObject({
      status: 'done',
      estimatedCostUsd: 0,
    })
  })
})

describe('ERRAND_PRICES', () => {
  it('names a file with the prices; a fault in it is said with the file and the key', () => {
    using dir = createTempDir()
    const path = join(dir.path, 'prices.json')
    const read = (text: string) => {
      writeFileSync(path, text)
      return readPrices({ ERRAND_PRICES: path })
    }
    expect(readPrices({})).toEqual({})
    expect(read('{"openai/gpt-5":{"input":1,"output":2}}')).toEqual({ 'openai/gpt-5': { input: 1, output: 2 } })
    expect(() => read('{"openai/gpt-5":{"input":1}}')).toThrow(
      /prices\.json is no table of prices.*\n.*\n.*openai\/gpt-5.*output/s,
    )
    expect(() => read('{')).toThrow(/prices\.json cannot be read/)
    expect(() => readPrices({ ERRAND_PRICES: '/nowhere.json' })).toThrow(/nowhere\.json cannot be read/)
  })
})
