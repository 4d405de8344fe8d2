// An agent that plans: the plan stands in its log before anything is called.
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import { createChatFold } from '../dialects/runiq-chat/chat-fold.ts'
import { callTool, createFakeModel, finish, say } from '../testing/fake-model.ts'
import { createAgentApp, eventsOf } from '../testing/run-agent.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { type AgentOptions, defineAgent } from './define-agent.ts'
import { defineTool } from './define-tool.ts'

let looks = 0
const look = defineTool({
  name: 'look',
  description: 'Looks.',
  input: { type: 'object' },
  execute: () => `found ${(looks += 1)}`,
})
const plan = (text: string) => ({ name: 'write_plan', input: { plan: text } })
const call = { name: 'look', input: {} }
const isOfPlan = ({ type }: { type: string }) => /^(plan|tool)\./.test(type)

const signed = (n: number): LanguageModelV4StreamPart => ({
  type: 'tool-call',
  toolCallId: `p${n}`,
  toolName: 'write_plan',
  input: JSON.stringify({ plan: `Plan ${n}.` }),
  providerMetadata: { fake: { signature: `s${n}` } },
})

describe('an agent that plans', () => {
  const planner = (turns: Parameters<typeof createScriptedAgent>[0], options: Partial<AgentOptions> = {}) =>
    createScriptedAgent(turns, { tools: [look], planning: true, ...options })

  it('has its plan in the log before the first call, each change after it, and no call for either', async () => {
    const turns = [
      { toolCalls: [plan('Look twice.')] },
      { text: 'First.', toolCalls: [call] },
      { toolCalls: [plan('Once was enough.'), call] },
      { text: 'Done.' },
    ]
    await using app = await createAgentApp(planner(turns))
    const log = await app.run()
    const types = ['plan.written', 'tool.started', 'tool.completed', 'plan.written', 'tool.started', 'tool.completed']
    expect(log.filter(isOfPlan).map(({ type }) => type)).toEqual(types)
    expect(eventsOf(log, 'plan.written').map(({ data }) => data.content)).toEqual(['Look twice.', 'Once was enough.'])
    const runId = log[0]?.runId ?? ''
    expect(await app.client.call('agent.run.replay', { runId })).toMatchObject({ isSame: true })
    const { items } = await app.client.call('agent.run.getLogs', { runId, level: 'info' })
    expect(items).toMatchObject([
      { message: 'Look twice.', source: 'planner' },
      { message: 'Once was enough.', source: 'planner' },
    ])
    const { steps } = await app.client.call('agent.run.getSteps', { runId })
    expect(steps.map(({ toolName, type }) => toolName ?? type)).toEqual([
      'message_creation',
      ...Array.from({ length: 4 }, () => 'look'),
      'message_creation',
    ])
    const chat = log.flatMap(createChatFold()).map(({ event }) => event.toolName ?? event.type)
    const shown = ['look', 'look', 'look', 'look', 'assistant_delta', 'completed']
    expect(chat.slice(-6)).toEqual(shown)
    expect(JSON.stringify(chat)).not.toContain('plan')
  })

  it('is told of its plan as of a call of its own that succeeded, with what the provider wants back', async () => {
    const model = createFakeModel((n) => (n < 3 ? [signed(n), finish()] : say('Done.')))
    const agent = defineAgent({ id: 'a', instructions: 'Be kind.', model, tools: [look], planning: true })
    await using app = await createAgentApp(agent)
    await app.run()
    expect(model.calls[0]?.prompt[0]?.content).toMatch(/^Be kind\.\n\n## Plan\nBefore you call any other tool/)
    expect(model.calls[0]?.tools?.map(({ name }) => name)).toEqual(['look', 'write_plan'])
    const call = (n: number) => ({ toolCallId: `p${n}`, toolName: 'write_plan' })
    const exchange = (n: number) => [
      {
        role: 'assistant',
        content: [{ ...call(n), input: { plan: `Plan ${n}.` }, providerOptions: { fake: { signature: `s${n}` } } }],
      },
      { role: 'tool', content: [{ ...call(n), output: { type: 'text', value: 'The plan is written down.' } }] },
    ]
    expect(model.calls[2]?.prompt.slice(2)).toMatchObject([...exchange(1), ...exchange(2)])
  })

  it('is refused what it calls before it has a plan, and goes on once it has one', async () => {
    const before = looks
    const turns = [{ toolCalls: [call, plan('Look.'), call, plan('')] }, { text: 'Done.' }]
    await using app = await createAgentApp(planner(turns))
    const log = await app.run()
    expect(log.filter(isOfPlan).map(({ type, data }) => ('code' in data ? data.code : type))).toEqual([
      'tool.started',
      'PLAN_MISSING',
      'plan.written',
      'tool.started',
      'tool.started',
      'TOOL_INPUT_INVALID',
      'tool.completed',
    ])
    expect(looks).toBe(before + 1)
    expect(await app.client.call('agent.run.replay', { runId: log[0]?.runId ?? '' })).toMatchObject({ isSame: true })
  })

  it('may answer at once, when nothing has to be called', async () => {
    await using app = await createAgentApp(planner([{ text: 'Hello.' }]))
    const log = await app.run()
    expect(eventsOf(log, 'plan.written')).toEqual([])
    expect(log.at(-1)?.type).toBe('run.completed')
  })

  it('that must call a tool must still do so when it has a plan', async () => {
    const model = createFakeModel((n) => (n === 1 ? [signed(1), finish()] : n === 2 ? callTool('look') : say('Done.')))
    const options = { tools: [look], planning: true, toolChoice: 'required' } as const
    await using app = await createAgentApp(defineAgent({ id: 'a', instructions: '', model, ...options }))
    await app.run()
    expect(model.calls.map(({ toolChoice }) => toolChoice?.type)).toEqual(['required', 'required', 'auto'])
  })

  it('hands its plan on to a fork', async () => {
    const agent = planner([{ toolCalls: [plan('Look.')] }, { toolCalls: [call] }, { text: 'Done.' }])
    await using app = await createAgentApp(agent)
    const log = await app.run()
    const [runId = ''] = [log[0]?.runId]
    const at = eventsOf(log, 'plan.written')[0]?.seq ?? 0
    const fork = await app.client.call('agent.run.fork', { runId, at })
    const forked = await app.readLog(fork.runId)
    expect(eventsOf(forked, 'plan.written')).toMatchObject([{ data: { content: 'Look.' } }])
    expect(eventsOf(forked, 'tool.failed')).toEqual([])
    expect(await app.client.call('agent.run.replay', { runId: fork.runId })).toMatchObject({ isSame: true })
  })

  it('cannot have a tool of that name', () => {
    const own = defineTool({
      name: 'write_plan',
      description: 'Plans.',
      input: { type: 'object' },
      execute: () => null,
    })
    expect(() => planner([], { tools: [own] })).toThrow('agent "scripted": it plans')
  })
})

it('does not plan unless it is told to, nor when it may call nothing', async () => {
  for (const options of [{}, { planning: true, toolChoice: 'none' }] as const) {
    const model = createFakeModel(() => say('Hi.'))
    await using app = await createAgentApp(
      defineAgent({ id: 'a', instructions: 'Be kind.', model, tools: [look], ...options }),
    )
    await app.run()
    expect(model.calls[0]?.tools?.map(({ name }) => name)).toEqual(['look'])
    expect(model.calls[0]?.prompt[0]).toEqual({ role: 'system', content: 'Be kind.' })
  }
})

it('is a setting of agents made through the API, in a revision of its own', async () => {
  await using app = await createAgentApp(createScriptedAgent([]))
  const settings = { name: 'B', slug: 'b', modelProvider: 'custom', modelName: 'sim/x', systemPrompt: '' } as const
  const { id: agentId } = await app.client.call('agent.create', { ...settings, planning: true })
  expect(await app.client.call('agent.get', { agentId })).toMatchObject({ planning: true, version: '1.0.0' })
  await app.client.call('agent.update', { agentId, planning: false })
  expect(await app.client.call('agent.get', { agentId })).toMatchObject({ planning: false, version: '1.0.1' })
})
