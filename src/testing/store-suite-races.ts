// Store suite: a worker that finishes a run, one that takes it over, a person and a canceller, in every order of their steps, one
// after the other and all in one commit.
import { describe, expect, it } from 'vitest'
import { isTerminal, type NewRunEvent } from '../contracts/run-event.ts'
import { checkLog } from '../core/check-log.ts'
import type { Store } from '../store/store.ts'
import { moment } from './log-of.ts'
import {
  asked,
  cancel,
  completed,
  line,
  type OpenStore,
  organizationId,
  readLog,
  record,
  startRun,
  turn,
} from './store-fixture.ts'

type Who = 'worker' | 'successor' | 'person' | 'canceller'
const steps: Record<Who, number> = { worker: 2, successor: 2, person: 1, canceller: 1 }

/** Every order of the steps in which each keeps the order of its own. */
function listOrders(left: Record<Who, number>): Who[][] {
  const next = (Object.keys(left) as Who[]).filter((who) => left[who] > 0)
  if (next.length === 0) return [[]]
  return next.flatMap((who) => listOrders({ ...left, [who]: left[who] - 1 }).map((rest) => [who, ...rest]))
}

interface Result {
  readonly who: Who
  readonly outcome: string
  /** What the step would append, if it is an append of an owner. */
  readonly events: readonly NewRunEvent[]
}

/** Gives a function for each who that performs the next step. */
async function begin(store: Store, runId: string): Promise<Record<Who, () => Promise<Result>>> {
  const { epoch } = await startRun(store, runId)
  await store.appendEvents({ runId, epoch, events: [...turn('t1'), asked('a1')] })
  const batches = [[line('worker 1')], [line('worker 2'), completed]]
  let taken = Promise.resolve(0)
  let isTaken = false
  const append = async (who: Who, owned: number | Promise<number>, events: readonly NewRunEvent[]): Promise<Result> => {
    const { outcome } = await store.appendEvents({ runId, epoch: await owned, events })
    return { who, outcome, events }
  }
  const takeOver = async (): Promise<Result> => {
    isTaken = true
    const acquiring = store.acquireRun({ runId, owner: 'successor', at: moment(2000) })
    taken = acquiring.then((acquired) => (acquired.outcome === 'acquired' ? acquired.epoch : 0))
    return { who: 'successor', outcome: (await acquiring).outcome, events: [] }
  }
  const resolve = async (): Promise<Result> => {
    const answer = { resolution: { decision: 'approved' }, by: 'eve', at: moment(2500) } as const
    const createRecord = () => record(runId)
    const { outcome } = await store.resolveApproval({
      organizationId,
      runId,
      approvalId: 'a1',
      ...answer,
      createRecord,
    })
    return { who: 'person', outcome, events: [] }
  }
  return {
    worker: () => append('worker', epoch, batches.shift() ?? []),
    successor: () => (isTaken ? append('successor', taken, [line('successor')]) : takeOver()),
    person: resolve,
    canceller: async () => ({ who: 'canceller', events: [], ...(await cancel(store, runId)) }),
  }
}

/** What must hold afterwards, whatever the order was. */
async function listFaults(store: Store, runId: string, results: readonly Result[]): Promise<string[]> {
  const row = await store.getRun({ organizationId, runId })
  const events = await readLog(store, runId)
  const end = events.find(isTerminal)?.type
  const cancelled = results.find(({ who }) => who === 'canceller')?.outcome
  const faults = row ? checkLog({ row, events, removed: 0 }) : ['it is lost']
  if ((cancelled === 'cancelled') !== (end === 'run.cancelled')) faults.push(`cancel said ${cancelled}, it is ${end}`)
  if (cancelled === 'ended' && end !== 'run.completed') faults.push(`cancel was refused, it is ${end}`)
  for (const { who, outcome, events: sent } of results) {
    const isThere = sent.every(({ data }) =>
      events.some((event) => JSON.stringify(event.data) === JSON.stringify(data)),
    )
    if (sent.length > 0 && isThere !== (outcome === 'appended')) faults.push(`${who} was told ${outcome}`)
  }
  return faults.map((fault) => `${fault}: ${results.map(({ who, outcome }) => `${who} ${outcome}`).join(', ')}`)
}

export function describeRaces(open: OpenStore): void {
  describe('in every order of their steps', () => {
    const orders = listOrders(steps)

    it('a worker, its successor, a person and a canceller leave one whole log, one after the other', async () => {
      const { store } = await open()
      const ends = orders.map(async (order, index) => {
        const runId = `run_${index}`
        const perform = await begin(store, runId)
        const results: Result[] = []
        for (const who of order) results.push(await perform[who]())
        expect(await listFaults(store, runId, results)).toEqual([])
        return (await readLog(store, runId)).at(-1)?.type
      })
      const distinct = new Set(await Promise.all(ends))
      expect(orders).toHaveLength(180)
      expect(distinct).toEqual(new Set(['run.cancelled', 'run.completed']))
    })

    it('they do so in one commit', async () => {
      const { store } = await open()
      const checks = orders.map(async (order, index) => {
        const perform = await begin(store, `run_${index}`)
        const results = await Promise.all(order.map((who) => perform[who]()))
        expect(await listFaults(store, `run_${index}`, results)).toEqual([])
      })
      await Promise.all(checks)
    })
  })
}
