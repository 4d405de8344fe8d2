import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { completed, everyRun, startRun } from '../testing/store-fixture.ts'
import { startStorageSweep } from './storage-sweep.ts'

const HOUR_MS = 60 * 60 * 1000
let store: Store
let clock: FakeClock
const errors: unknown[] = []

beforeEach(() => {
  store = createSqliteStore({ path: ':memory:' })
  clock = createFakeClock()
  errors.length = 0
})
afterEach(() => store[Symbol.asyncDispose]())

const start = (retentionMs: number | null, swept: Store = store) =>
  startStorageSweep({ store: swept, clock, retentionMs, onError: (error) => errors.push(error) })
const countRuns = async () => (await store.listRuns(everyRun)).total

async function endRuns(count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    const { epoch } = await startRun(store, `run_${n}`)
    const at = new Date(clock.now()).toISOString()
    const messageId = 'm'
    const text = { at, spanId: 's' }
    await store.appendEvents({
      runId: `run_${n}`,
      epoch,
      events: [
        { type: 'message.delta', ...text, data: { messageId, channel: 'final', content: 'x' } },
        { type: 'message.completed', ...text, data: { messageId, channel: 'final', content: 'x', startedAt: at } },
        { ...completed, at },
      ],
    })
  }
}

describe('the sweep of the storage', () => {
  it('compacts what ended an hour ago and prunes what is past its retention, in batches', async () => {
    await endRuns(250)
    const sweep = start(24 * HOUR_MS)
    await clock.advance(HOUR_MS / 2)
    const countDeltas = async () => {
      const types = ['message.delta']
      return (await store.readEvents({ runId: 'run_250', after: 0, limit: 9, types })).events.length
    }
    expect(await countDeltas()).toBe(1)
    await clock.advance(HOUR_MS)
    expect(await countDeltas()).toBe(0)
    expect(await countRuns()).toBe(250)
    await clock.advance(24 * HOUR_MS)
    expect(await countRuns()).toBe(0)
    await sweep[Symbol.asyncDispose]()
    expect(clock.pending).toBe(0)
    expect(errors).toEqual([])
  })

  it('keeps every run when no retention is set', async () => {
    await endRuns(2)
    await using _sweep = start(null)
    await clock.advance(1000 * HOUR_MS)
    expect(await countRuns()).toBe(2)
  })

  it('reports a fault and tries again', async () => {
    await endRuns(1)
    let isDown = true
    const failing: Store = {
      ...store,
      compactDeltas: (params) => (isDown ? Promise.reject(new Error('down')) : store.compactDeltas(params)),
    }
    await using _sweep = start(HOUR_MS, failing)
    await clock.advance(2 * 60 * 1000)
    expect(errors).toHaveLength(1)
    isDown = false
    await clock.advance(2 * HOUR_MS)
    expect(await countRuns()).toBe(0)
  })
})
