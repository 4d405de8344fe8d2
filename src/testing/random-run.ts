// Random runs for property tests: an agent whose model, tools and people do anything that they can do.
import * as fc from 'fast-check'
import { z } from 'zod'
import { type Fixture, readFixture } from '../core/run-fixture.ts'
import type { ScriptTurn } from '../models/sim-script.ts'
import { askHuman } from '../runtime/ask-human.ts'
import type { Agent } from '../runtime/define-agent.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { createTestApp, type TestApp } from './create-test-app.ts'
import { createScriptedAgent } from './scripted-agent.ts'

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
  fc.constant({ name: 'write_plan', input: { plan: 'Look.' } }),
)
const turn: fc.Arbitrary<ScriptTurn> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ text: fc.constant('Well.'), toolCalls: fc.array(call, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.boolean().map((isRetryable) => ({ error: { message: 'down', isRetryable } })) },
)
/** What happens in a run. */
export const randomRun = fc.record({
  script: fc.array(turn, { maxLength: 4 }),
  fallbackModels: fc.constantFrom(undefined, ['ollama/none', 'ollama/other']),
  maxIterations: fc.constantFrom(2, 25),
  planning: fc.boolean(),
  /** Answers that do not fit before one does; null: any text is an answer. */
  refusals: fc.constantFrom(null, 0, 1, 3),
  answers: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
  /** Cancels after so many steps; larger than any run is long: never. */
  cancelAfter: fc.nat(60),
  timesOut: fc.boolean(),
})
type Scenario = typeof randomRun extends fc.Arbitrary<infer T> ? T : never

export interface RecordedRun extends Pick<Fixture, 'events' | 'definition'> {
  readonly agent: Agent
  /** As `agent.run.export` gives it. */
  readonly fixture: unknown
  /** seq of the last event of each commit: a log that can be read ends at one of these. */
  readonly heads: readonly number[]
}

/** Lets it happen to the end, answers whatever is asked, and gives the run. */
export async function recordRun({
  script,
  fallbackModels,
  maxIterations,
  planning,
  refusals,
  ...rest
}: Scenario): Promise<RecordedRun> {
  const answers = Array.from({ length: refusals ?? 1 }, () => ({ text: 'Done.' }))
  const agent = createScriptedAgent([...script, ...answers, { text: '{}' }], {
    tools,
    ...(refusals !== null && { resultType: 'json', resultSchema: { type: 'object' } }),
    maxIterations,
    planning,
    ...(fallbackModels && { fallbackModels }),
  })
  await using test = await createTestApp({ agents: [agent] })
  const heads: number[] = []
  test.app.store.subscribe((all) => heads.push(...all.map((committed) => committed.events.at(-1)?.seq ?? 0)))
  const { runId } = await test.client.call('agent.run.execute', { agentId: agent.id, input: { message: 'Go' } })
  await drive(test, runId, rest)
  const fixture: unknown = JSON.parse(JSON.stringify(await test.client.call('agent.run.export', { runId })))
  const read = readFixture(fixture)
  if (!read) throw new Error('the export is no fixture')
  return { agent, fixture, heads, events: read.events, definition: read.definition }
}

async function drive(
  test: TestApp,
  runId: string,
  {
    answers,
    cancelAfter,
    timesOut,
  }: Omit<Scenario, 'script' | 'fallbackModels' | 'maxIterations' | 'refusals' | 'planning'>,
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
