// Logs of real runs replay without a divergence; with an event dropped, doubled or moved they do not.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { ScriptTurn } from '../models/sim-script.ts'
import { askHuman } from '../runtime/ask-human.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { randomLog } from '../testing/random-log.ts'
import { createDefinition } from '../testing/log-of.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { replayRun } from './replay-run.ts'

const input = z.object({ amount: z.int() })
const tools = [
  defineTool({ name: 'look', description: 'Looks.', input, effect: 'pure', execute: ({ amount }) => ({ amount }) }),
  defineTool({ name: 'break', description: 'Throws.', input, execute: () => Promise.reject(new Error('broken')) }),
  defineTool({ name: 'pay', description: 'Pays.', input, approval: ({ amount }) => amount > 2, execute: () => 'paid' }),
  defineTool({ name: 'sell', description: 'Sells.', input, approval: true, execute: () => 'sold' }),
  askHuman,
]
const amount = fc.nat(4)
const call = fc.oneof(
  fc.record({ name: fc.constantFrom('look', 'break', 'pay', 'sell', 'nothing'), input: fc.record({ amount }) }),
  fc.constant({ name: 'look', input: { amount: 'many' } }),
  fc.constant({ name: 'ask_human', input: { question: 'Which?' } }),
)
const turn: fc.Arbitrary<ScriptTurn> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ text: fc.constant('Well.'), toolCalls: fc.array(call, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.boolean().map((isRetryable) => ({ error: { message: 'down', isRetryable } })) },
)
const scenario = fc.record({
  script: fc.array(turn, { maxLength: 4 }),
  fallbackModels: fc.constantFrom(undefined, ['ollama/none', 'ollama/other']),
  maxIterations: fc.constantFrom(2, 25),
  answers: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
  /** Cancels after so many steps; larger than any run is long: never. */
  cancelAfter: fc.nat(60),
  timesOut: fc.boolean(),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never

/** Runs a scenario to its end, answers whatever it asks, and gives its log. */
async function record({ script, fallbackModels, maxIterations, ...rest }: Scenario) {
  const agent = createScriptedAgent([...script, { text: 'Done.' }], {
    tools,
    maxIterations,
    ...(fallbackModels && { fallbackModels }),
  })
  await using test = await createTestApp({ agents: [agent] })
  /** Where a commit ended: a log that can be read ends at one of these. */
  const heads: number[] = []
  test.app.store.subscribe((all) => heads.push(...all.map((committed) => committed.events.at(-1)?.seq ?? 0)))
  const { runId } = await test.client.call('agent.run.execute', { agentId: agent.id, input: { message: 'Go' } })
  await drive(test, runId, rest)
  const { events } = await test.app.store.readEvents({ runId, after: 0, limit: 500, types: null })
  const row = await test.app.store.getRun({ organizationId: 'default', runId })
  const params = { organizationId: 'default', agentId: agent.id, revisionId: row?.created.revisionId ?? '' }
  return { events, heads, definition: (await test.app.store.getRevision(params)) as AgentDefinition }
}

async function drive(
  test: TestApp,
  runId: string,
  { answers, cancelAfter, timesOut }: Omit<Scenario, 'script' | 'fallbackModels' | 'maxIterations'>,
) {
  for (let step = 0; step < 200; step += 1) {
    const { status } = await test.client.call('agent.run.get', { runId })
    if (status !== 'pending' && status !== 'running' && status !== 'waiting') return
    if (step === cancelAfter) await test.client.call('agent.run.cancel', { runId }).catch(() => null)
    else if (status === 'waiting') await answerAll(test, runId, answers[step % answers.length] ?? true)
    else await test.clock.advance(timesOut ? 40_000 : 1000)
  }
  throw new Error('the run came to no end')
}

async function answerAll(test: TestApp, runId: string, isApproved: boolean) {
  const { items } = await test.client.call('agent.run.listApprovals', { runId })
  for (const { approvalId, kind } of items) {
    const answer =
      kind === 'question'
        ? { decision: 'answer' as const, answer: 'That one.' }
        : isApproved
          ? { decision: 'approve' as const, input: { amount: 1 } }
          : { decision: 'reject' as const, reason: 'no' }
    await test.client.call('agent.run.resolveApproval', { runId, approvalId, ...answer })
  }
}

it('the log of any real run replays without a divergence, whole, compacted and as far as any commit', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { events, heads, definition } = await record(given)
      const compacted = events.filter(({ type }) => !type.endsWith('.delta'))
      expect(replayRun(events, definition)).toMatchObject({ divergences: [] })
      expect(replayRun(compacted, definition)).toEqual(replayRun(events, definition))
      for (const head of heads) {
        expect(replayRun(events.slice(0, head), definition).divergences).toEqual([])
      }
    }),
    { numRuns: 40 },
  )
})

/** Events without which the log would tell of something that no owner decides. The last event may always be missing: then the run goes on. */
const decisive = /^(run\.(started|resumed)|turn\.|tool\.|approval\.resolved)/

it('a decisive event that is missing is found, even if the log is numbered anew', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { events, definition } = await record(given)
      const log = events.filter(({ type }) => !type.endsWith('.delta'))
      for (const [index, { type }] of log.slice(0, -1).entries()) {
        if (!decisive.test(type)) continue
        const { divergences } = replayRun(log.toSpliced(index, 1), definition)
        expect(divergences, `without ${type} at ${index}`).not.toEqual([])
      }
    }),
    { numRuns: 40 },
  )
})

it('any log at all is checked without a throw', () => {
  fc.assert(fc.property(randomLog, (log) => void replayRun(log, createDefinition())))
})
