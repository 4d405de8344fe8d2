import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../contracts/run-event.ts'
import { callTool, createFakeModel, finish, type FakeModel, say } from '../testing/fake-model.ts'
import { createCallingAgent } from '../testing/engine-fixture.ts'
import { createSetting, ended } from '../testing/engine-settings.ts'
import { createRun } from '../testing/store-fixture.ts'
import { createAgentApp } from '../testing/run-agent.ts'
import { type AgentOptions, defineAgent } from './define-agent.ts'
import { defineTool } from './define-tool.ts'

const agentOf = (model: FakeModel, options: Partial<AgentOptions> = {}) =>
  defineAgent({ id: 'a', instructions: '', model, ...options })

const tool = (name: string) => ({ name, description: 'Does it.', input: { type: 'object' } })
const look = defineTool({ name: 'look', description: 'Looks.', input: { type: 'object' }, execute: () => 'found' })

describe('what the model is asked', () => {
  const user = (text: string) => ({ role: 'user', content: [{ type: 'text', text }] })

  it('is rebuilt from the log: each message once, with what the provider wants back', async () => {
    const signature = { fake: { signature: 'abc' } }
    const model = createFakeModel((n): LanguageModelV4StreamPart[] =>
      n > 1
        ? say('Done')
        : [
            { type: 'reasoning-start', id: 'r' },
            { type: 'reasoning-delta', id: 'r', delta: 'hm' },
            { type: 'reasoning-end', id: 'r', providerMetadata: signature },
            ...say('Looking').slice(0, 3),
            { type: 'tool-call', toolCallId: 'p1', toolName: 'look', input: '{"q":1}', providerMetadata: signature },
            { type: 'tool-call', toolCallId: 'p2', toolName: 'fly', input: '{}' },
            finish(),
          ],
    )
    const options = { tools: [look], instructions: 'Be {{mood}}.', prompt: '{{mood}}: {{message}}' }
    await using app = await createAgentApp(agentOf(model, options))
    await app.run({ input: { message: 'Hi', context: { mood: 'kind' } } })
    expect(model.calls[0]?.prompt).toEqual([{ role: 'system', content: 'Be kind.' }, user('kind: Hi')])
    const call = { type: 'tool-call', toolCallId: 'p1', toolName: 'look', input: { q: 1 } }
    expect(model.calls[1]?.prompt).toMatchObject([
      { role: 'system', content: 'Be kind.' },
      user('kind: Hi'),
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm', providerOptions: signature },
          { type: 'text', text: 'Looking' },
          { ...call, providerOptions: signature },
          { type: 'tool-call', toolCallId: 'p2', toolName: 'fly' },
        ],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'p1', toolName: 'look', output: { type: 'text', value: 'found' } },
          { type: 'tool-result', toolCallId: 'p2', toolName: 'fly', output: { type: 'error-text' } },
        ],
      },
    ])
    expect(model.calls[1]?.prompt).toHaveLength(4)
  })

  it('has texts and calls in the order in which the model said them, also a call that a person allowed', async () => {
    const pay = defineTool({ ...tool('pay'), approval: true, execute: () => 'paid' })
    const part = (type: 'reasoning' | 'text', id: string): LanguageModelV4StreamPart[] => [
      { type: `${type}-start`, id },
      { type: `${type}-delta`, id, delta: id },
      { type: `${type}-end`, id },
    ]
    const call = (toolName: string): LanguageModelV4StreamPart => ({
      type: 'tool-call',
      toolCallId: `id-${toolName}`,
      toolName,
      input: '{}',
    })
    const said = [...part('reasoning', 'r1'), call('pay'), ...part('reasoning', 'r2'), call('look')]
    const last = [...part('text', 't1'), call('fly'), { type: 'text-start', id: 'empty' } as const, finish()]
    const model = createFakeModel((n) => (n === 1 ? [...said, ...last] : say('Done')))
    await using app = await createAgentApp(agentOf(model, { tools: [look, pay] }))
    const runId = await app.execute()
    const { data } = await app.whenLogged(runId, 'approval.requested')
    await app.whenLogged(runId, 'run.waiting')
    const { approvalId } = data
    await app.client.call('agent.run.resolveApproval', { runId, approvalId, decision: 'approve' })
    await app.readLog(runId)
    const content = model.calls[1]?.prompt.find(({ role }) => role === 'assistant')?.content as object[]
    const names = content.map((one) => ('toolName' in one ? one.toolName : 'text' in one ? one.text : null))
    expect(names).toEqual(['r1', 'pay', 'r2', 'look', 't1', 'fly'])
  })

  it('says what the agent has to say of single stages under a heading each', async () => {
    const setting = createSetting()
    const { agent, model } = createCallingAgent()
    const customInstructions = { planning: 'Plan {{mood}}ly.', toolCall: '', result: 'Be short.' }
    await setting.save({ ...agent, definition: { ...agent.definition, customInstructions } })
    const engine = setting.createEngine()
    engine.load({ agentId: 'agent', agent })
    await engine.start()
    await createRun(setting.store, 'run_1', { created: { input: { message: 'Hi', context: { mood: 'kind' } } } })
    await ended(setting, 'run_1')
    const content = expect.stringMatching(/^## Planning\nPlan kindly\.\n\n## Result\nBe short\.\n\n## Plan\nBefore/)
    expect(model.calls[0]?.prompt[0]).toEqual({ role: 'system', content })
    expect(model.calls[0]?.tools?.map(({ name }) => name)).toContain('write_plan')
  })

  it('goes with its tools, the settings of the agent and a signal', async () => {
    const model = createFakeModel(() => say('Hi'))
    const modelConfig = { temperature: 0, fast: true }
    await using app = await createAgentApp(agentOf(model, { tools: [look], modelConfig, toolChoice: 'none' }))
    await app.run()
    expect(model.calls[0]).toMatchObject({
      temperature: 0,
      providerOptions: { fake: { fast: true } },
      tools: [{ type: 'function', name: 'look', description: 'Looks.', inputSchema: { type: 'object' } }],
      toolChoice: { type: 'none' },
      abortSignal: expect.any(AbortSignal),
    })
  })

  it('holds the finished exchanges of the session, and no others', async () => {
    const model = createFakeModel((n) => {
      if (n === 2) throw new Error('refused')
      return say(`Answer ${n}`)
    })
    await using app = await createAgentApp(agentOf(model))
    const ask = (message: string, sessionId = 's1') => app.run({ input: { message }, sessionId })
    await ask('One')
    await ask('Two fails')
    await ask('Elsewhere', 's2')
    await ask('Three')
    const assistant = (text: string) => ({ role: 'assistant', content: [{ type: 'text', text }] })
    expect(model.calls[3]?.prompt).toEqual([user('One'), assistant('Answer 1'), user('Three')])
  })

  it('has the defaults of the input schema, also for earlier runs of the session, while the log keeps what was sent', async () => {
    const model = createFakeModel(() => say('Done'))
    const input = { type: 'object', properties: { audience: { type: 'string', default: 'beginners' } } }
    const options = { input, instructions: 'For {{audience}}.', prompt: '{{message}} ({{audience}})' }
    await using app = await createAgentApp(agentOf(model, options))
    const [created] = await app.run({ input: { message: 'Tides' }, sessionId: 's' })
    expect(created?.data).toMatchObject({ input: { message: 'Tides' } })
    expect(JSON.stringify(created)).not.toContain('beginners')
    await app.run({ input: { message: 'Waves', context: { audience: 'sailors' } }, sessionId: 's' })
    expect(model.calls[1]?.prompt).toMatchObject([
      { content: 'For sailors.' },
      user('Tides (beginners)'),
      { role: 'assistant' },
      user('Waves (sailors)'),
    ])
  })

  it('requires a tool in the first turn alone, so that the model can answer', async () => {
    const model = createFakeModel((n) => (n === 1 ? callTool('look') : say('Done')))
    await using app = await createAgentApp(agentOf(model, { tools: [look], toolChoice: 'required' }))
    const log = await app.run()
    expect(model.calls.map((call) => call.toolChoice)).toEqual([{ type: 'required' }, { type: 'auto' }])
    expect(log.at(-1)?.type).toBe('run.completed')
  })

  it('is nowhere in the log', async () => {
    const model = createFakeModel((n) => (n === 1 ? callTool('look') : say('Done')))
    await using app = await createAgentApp(agentOf(model, { tools: [look], instructions: 'The secret recipe' }))
    const log: RunEvent[] = await app.run()
    expect(JSON.stringify(log)).not.toContain('secret recipe')
  })
})
