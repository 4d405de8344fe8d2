import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NewRunEvent } from '../contracts/run-event.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createDeltaJoiner } from './delta-joiner.ts'

const at = ''
function delta(spanId: string, content: string) {
  return { type: 'message.delta', at, spanId, data: { messageId: spanId, channel: 'final', content } } as const
}
function reasoning(spanId: string, content: string) {
  return { type: 'reasoning.delta', at, spanId, data: { content } } as const
}
const show = (events: readonly NewRunEvent[]) =>
  events.map((event) => `${event.spanId}:${'content' in event.data ? event.data.content : ''}`)

function createWatched() {
  const clock = createFakeClock()
  const written: { ms: number; events: string[] }[] = []
  const startMs = clock.now()
  const joiner = createDeltaJoiner(clock, (events) => {
    written.push({ ms: clock.now() - startMs, events: show(events) })
  })
  return { clock, written, joiner }
}

describe('joined deltas', () => {
  it('write the first at once and what follows within 40 ms together', async () => {
    const { clock, written, joiner } = createWatched()
    joiner.push(delta('a', '1'))
    joiner.push(delta('a', '2'))
    await clock.advance(39)
    joiner.push(delta('a', '3'))
    await clock.advance(1)
    joiner.push(delta('a', '4'))
    await clock.advance(100)
    joiner.push(delta('a', '5'))
    expect(written).toEqual([
      { ms: 0, events: ['a:1'] },
      { ms: 40, events: ['a:23'] },
      { ms: 80, events: ['a:4'] },
      { ms: 140, events: ['a:5'] },
    ])
  })

  it('keep reasoning, messages and spans apart, one delta each', async () => {
    const { clock, written, joiner } = createWatched()
    joiner.push(reasoning('r', '0'))
    joiner.push(reasoning('r', '1'))
    joiner.push(delta('a', '1'))
    joiner.push(delta('b', '1'))
    joiner.push(delta('a', '2'))
    joiner.push(reasoning('r', '2'))
    await clock.advance(40)
    expect(written[1]?.events).toEqual(['r:12', 'a:12', 'b:1'])
  })

  it('hand over what is pending once, and call the timer off', async () => {
    const { clock, written, joiner } = createWatched()
    joiner.push(delta('a', '1'))
    joiner.push(delta('a', '2'))
    expect(show(joiner.take())).toEqual(['a:2'])
    expect(joiner.take()).toEqual([])
    expect(clock.pending).toBe(0)
    await clock.advance(1000)
    expect(written).toHaveLength(1)
  })

  it('lose nothing, keep the order of each span, and write each at most once in 40 ms', async () => {
    const pushes = fc.array(fc.record({ span: fc.constantFrom('a', 'b', 'c'), waitMs: fc.nat(30) }), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(pushes, async (list) => {
        const { clock, written, joiner } = createWatched()
        const pushed: Record<string, string> = {}
        for (const [index, { span, waitMs }] of list.entries()) {
          joiner.push(delta(span, `${index},`))
          pushed[span] = `${pushed[span] ?? ''}${index},`
          await clock.advance(waitMs)
        }
        const all = [...written, { ms: Infinity, events: show(joiner.take()) }]
        for (const span of Object.keys(pushed)) {
          const of = all.filter(({ events }) => events.some((event) => event.startsWith(`${span}:`)))
          const texts = of.flatMap(({ events }) => events.filter((event) => event.startsWith(`${span}:`)))
          expect(texts.map((event) => event.slice(2)).join('')).toBe(pushed[span])
          expect(texts).toHaveLength(of.length)
          const gaps = of.slice(1).map(({ ms }, index) => ms - (of[index]?.ms ?? 0))
          expect(gaps.filter((gap) => gap < 40)).toEqual([])
        }
      }),
      { numRuns: 20 },
    )
  })
})
