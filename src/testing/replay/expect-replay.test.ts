import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import * as fc from 'fast-check'
import type { AgentOptions } from '../../runtime/define-agent.ts'
import { defineTool, type ToolOptions } from '../../runtime/define-tool.ts'
import { createTestApp, type TestApp } from '../create-test-app.ts'
import { createGatedTool } from '../gated-tool.ts'
import { randomRun, recordRun } from '../random-run.ts'
import { createScriptedAgent } from '../scripted-agent.ts'
import { expectReplay, replayFixture } from './expect-replay.ts'

type Look = ToolOptions<{ city: string }, { sky: string }>

const script = [{ text: 'I look.', toolCalls: [{ name: 'look', input: { city: 'Oslo' } }] }, { text: 'It is clear.' }]

function createAgent(change: Partial<AgentOptions> = {}, lookChange: Partial<Look> = {}) {
  const look: Look = {
    name: 'look',
    description: 'Looks at the sky.',
    input: z.object({ city: z.string() }),
    effect: 'pure',
    execute: () => ({ sky: 'clear' }),
    ...lookChange,
  }
  return createScriptedAgent(script, { instructions: 'Tell the weather.', tools: [defineTool(look)], ...change })
}

async function exportRun(test: TestApp, runId: string): Promise<unknown> {
  return JSON.parse(JSON.stringify(await test.client.call('agent.run.export', { runId })))
}

async function record(change: { maxIterations?: number } = {}): Promise<unknown> {
  await using test = await createTestApp({ agents: [createAgent()] })
  const { runId } = await test.client.call('agent.run.execute', {
    agentId: 'scripted',
    input: { message: 'Go' },
    ...change,
  })
  await test.whenEnded(runId)
  return await exportRun(test, runId)
}

const never = (): never => {
  throw new Error('a tool was called')
}

describe('an exported run as a test', () => {
  it('passes as long as the agent is the same, and calls no tool', async () => {
    await expectReplay(await record(), { agent: createAgent({}, { execute: never }) })
  })

  it('passes for any run, whatever its model, its tools and people did', async () => {
    await fc.assert(
      fc.asyncProperty(randomRun, async (given) => {
        const { fixture, agent } = await recordRun(given)
        expect(await replayFixture(fixture, { agent })).toMatchObject({ isSame: true, diff: '' })
      }),
      { numRuns: 30 },
    )
  })

  it('shows instructions that changed, unless only the course counts', async () => {
    const fixture = await record()
    const agent = createAgent({ instructions: 'Tell the weather, briefly.' })
    const failure = await expectReplay(fixture, { agent }).catch((error: Error) => error.message)
    expect(failure).toBe(
      [
        'agent "scripted" no longer does what it did (- recorded, + now):',
        '  tool look (pure): Looks at the sky.',
        '    takes {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}',
        '+ system: Tell the weather, briefly.',
        '- system: Tell the weather.',
        '  user: Go',
        '  assistant: I look.',
        '  …',
      ].join('\n'),
    )
    await expectReplay(fixture, { agent, compare: 'course' })
  })

  const changes: [string, ReturnType<typeof createAgent>, RegExp][] = [
    ['a tool that is gone', createAgent({ tools: [] }), /\+ look returned .*TOOL_NOT_FOUND/],
    [
      'arguments that are no longer taken',
      createAgent({}, { input: z.object({ city: z.literal('Rome') }) as never }),
      /\+ look returned .*TOOL_INPUT_INVALID/,
    ],
    [
      'an output that no longer fits',
      createAgent({}, { output: z.object({ sky: z.literal('dark') }) as never }),
      /\+ look returned .*TOOL_OUTPUT_INVALID/,
    ],
    [
      'a call that a person is now asked about',
      createAgent({}, { approval: true }),
      /\+ asks a person \(approval\) about look/,
    ],
    ['a limit that is now reached', createAgent({ maxIterations: 1 }), /\+ failed with RUN_MAX_ITERATIONS/],
    ['a prompt that is worded otherwise', createAgent({ prompt: 'Please: {{message}}' }), /\+ user: Please: Go/],
    ['another model', createAgent({ model: 'openai/gpt-5' }), /\+ model: openai\/gpt-5/],
  ]
  it.each(changes)('shows %s', async (_name, agent, pattern) => {
    await expect(expectReplay(await record(), { agent })).rejects.toThrow(pattern)
  })

  it('keeps a limit that the caller had set, and what a fork was given', async () => {
    await expectReplay(await record({ maxIterations: 1 }), { agent: createAgent() })
    await using test = await createTestApp({ agents: [createAgent()] })
    const { runId } = await test.client.call('agent.run.execute', { agentId: 'scripted', input: { message: 'Go' } })
    await test.whenEnded(runId)
    const fork = await test.client.call('agent.run.fork', {
      runId,
      at: 1,
      instructions: 'Sing.',
      model: 'sim/assistant',
    })
    await test.whenEnded(fork.runId)
    await expectReplay(await exportRun(test, fork.runId), { agent: createAgent() })
  })

  it('goes as far as a run that was cancelled in the middle of a call', async () => {
    const gate = createGatedTool()
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }], { tools: [gate.tool] })
    await using test = await createTestApp({ agents: [agent] })
    const { runId } = await test.client.call('agent.run.execute', { agentId: 'scripted', input: { message: 'Go' } })
    await gate.started()
    await test.client.call('agent.run.cancel', { runId })
    await expectReplay(await exportRun(test, runId), { agent })
  })

  it('refuses what is no fixture', async () => {
    await expect(expectReplay({}, { agent: createAgent() })).rejects.toThrow(/errand export RUN/)
  })
})
