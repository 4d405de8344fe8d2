// Whatever a run does and however small its window is: what must stay stays, nothing is torn apart, and the log alone says it all.
import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RunEvent } from '../contracts/run-event.ts'
import { applyEvent, foldEvents, type RunState } from '../core/run-state.ts'
import {
  created,
  createDefinition,
  event,
  logOf,
  message,
  type ShortEvent,
  started,
  toolCompleted,
  toolFailed,
  toolStarted,
  turnCompleted,
  turnStarted,
} from '../testing/log-of.ts'
import { buildPrompt } from './build-prompt.ts'
import { findCompression } from './compress-context.ts'

const size = fc.oneof(fc.nat(200), fc.nat(20_000))
const turn = fc.record({
  text: fc.nat(400),
  tokens: fc.nat(4000),
  plan: fc.option(fc.nat(4000), { freq: 4 }),
  calls: fc.array(fc.record({ output: size, isFailed: fc.boolean() }), { minLength: 1, maxLength: 3 }),
})
const random = fc.record({
  turns: fc.array(turn, { minLength: 1, maxLength: 8 }),
  past: fc.array(size, { maxLength: 6 }),
  windowTokens: fc.integer({ min: 1000, max: 12_000 }),
  contextCompression: fc.boolean(),
})

const text = (length: number) => 'ab cé '.repeat(Math.ceil(length / 6)).slice(0, length)

function writeTurn(
  { text: said, tokens, plan, calls }: typeof turn extends fc.Arbitrary<infer T> ? T : never,
  n: number,
) {
  const spanId = `t${n}`
  const starts: ShortEvent[] = calls.map((_call, index) => toolStarted(`c${n}.${index}`, spanId))
  const ends = calls.map(({ output, isFailed }, index) =>
    isFailed
      ? toolFailed(`c${n}.${index}`)
      : toolCompleted(`c${n}.${index}`, output % 2 ? { text: text(output) } : text(output)),
  )
  const written = event(
    'plan.written',
    { content: `${text(plan ?? 0)}!`, callId: `p${n}` },
    { spanId: `span_p${n}`, parentSpanId: spanId },
  )
  const narration = message(spanId, `${n} ${text(said)}`, 'narration')
  return [
    turnStarted(spanId, n),
    narration,
    turnCompleted(spanId, tokens),
    ...(plan === null ? [] : [written]),
    ...starts,
    ...ends,
  ]
}

/** The log of a run whose owner looks at the window before every turn, and the prompts it would send. */
function play({
  turns,
  past,
  windowTokens,
  contextCompression,
}: typeof random extends fc.Arbitrary<infer T> ? T : never) {
  const definition = createDefinition({ contextCompression, planning: true })
  const history = past.map((length, n) => ({ agentId: 'other', input: { message: `Q${n}` }, result: text(length) }))
  const log: RunEvent[] = []
  let state: RunState | null = null
  const append = (events: readonly ShortEvent[]) => {
    const added = logOf(events, log.length + 1)
    log.push(...added)
    if (!state) state = foldEvents(added)
    else for (const one of added) applyEvent(state, one)
    return state
  }
  const prompts: { prompt: LanguageModelV4Prompt; head: number }[] = []
  const ask = (current: RunState) => {
    const run = { state: current, definition, history }
    const data = findCompression(run, windowTokens)
    if (data) append([event('context.compressed', data)])
    expect(findCompression(run, windowTokens)).toBeNull() // once a turn
    if (data) expect(data.tokensAfter).toBeLessThan(data.tokensBefore)
    prompts.push({ prompt: buildPrompt(run), head: log.length })
  }
  ask(append([created({ input: { message: 'The task.' } }), started()]))
  for (const [index, one] of turns.entries()) ask(append(writeTurn(one, index + 1)))
  return { log, prompts, definition, history }
}

/** Every call is answered by the message after its own, and by nothing else. */
function checkPairs(prompt: LanguageModelV4Prompt): void {
  for (const [index, { role, content }] of prompt.entries()) {
    if (role !== 'assistant' && role !== 'tool') continue
    const idsOf = (parts: readonly object[] = []) =>
      parts.flatMap((part) => ('toolCallId' in part ? [part.toolCallId] : []))
    const other = prompt[role === 'assistant' ? index + 1 : index - 1]
    const ids = idsOf(content)
    if (ids.length === 0 && role === 'assistant') continue
    expect(other?.role).toBe(role === 'assistant' ? 'tool' : 'assistant')
    expect(idsOf(other?.content as object[])).toEqual(ids)
  }
}

it('the instructions, the task, the plan and the last turn stay, pairs of calls and results too, and any prefix of the log gives the same', () => {
  fc.assert(
    fc.property(random, (given) => {
      const { log, prompts, definition, history } = play(given)
      for (const [asked, { prompt, head }] of prompts.entries()) {
        const reloaded = foldEvents(JSON.parse(JSON.stringify(log.slice(0, head))) as RunEvent[])
        expect(buildPrompt({ state: reloaded, definition, history })).toEqual(prompt)
        checkPairs(prompt)
        expect(prompt[0]).toMatchObject({ role: 'system', content: expect.stringMatching(/^Answer\./) })
        expect(JSON.stringify(prompt)).toContain('"text":"The task."')
        const plan = given.turns.slice(0, asked).findLast((one) => one.plan !== null)?.plan ?? null
        if (plan !== null) expect(JSON.stringify(prompt)).toContain(JSON.stringify(`${text(plan)}!`).slice(1, -1))
        if (asked === 0) continue
        const last = given.turns[asked - 1]
        expect(JSON.stringify(prompt.slice(-2))).toContain(JSON.stringify(`${asked} ${text(last?.text ?? 0)}`))
        expect(prompt.at(-1)?.content).toHaveLength((last?.calls.length ?? 0) + (last?.plan === null ? 0 : 1))
      }
      if (!given.contextCompression)
        expect(log.filter(({ type, data }) => type === 'context.compressed' && data.shortenedTurns > 0)).toEqual([])
    }),
    { numRuns: 150 },
  )
})
