// Store suite: random interleavings of two owners against a small model of what a store must do.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isTerminal, type NewRunEvent, type RunEvent } from '../contracts/run-event.ts'
import { cancelRun } from '../core/end-run.ts'
import { listEmissions } from '../core/list-emissions.ts'
import { foldEvents } from '../core/run-state.ts'
import { takeOver } from '../core/take-over.ts'
import type { Store } from '../store/store.ts'
import { createdData, moment, withoutNumbers } from './log-of.ts'
import {
  cancel,
  completed,
  createRun,
  failed,
  line,
  type OpenStore,
  organizationId,
  page,
  readLog,
  saveAgent,
  toolStarted,
  turn,
} from './store-fixture.ts'

const owners = ['ada', 'bob'] as const
const runIds = ['run_1', 'run_2'] as const
type Owner = (typeof owners)[number]

/** What the model knows of one run. */
interface ModelRun {
  epoch: number
  log: RunEvent[]
  /** The epoch each owner holds, right or stale. */
  readonly epochs: Record<Owner, number>
}
type Model = Map<string, ModelRun>
type Command = fc.AsyncCommand<Model, Store>

/** Adds events to the model's log and makes them durable there: numbered, as JSON. */
function append(run: ModelRun, runId: string, events: readonly NewRunEvent[]): RunEvent[] {
  const added = events.map((event, index) => ({ v: 1, runId, seq: run.log.length + index + 1, ...event }))
  run.log.push(...(JSON.parse(JSON.stringify(added)) as RunEvent[]))
  return run.log.slice(-events.length)
}

const hasEnded = (run: ModelRun) => run.log.some(isTerminal)

/** What must hold of a run at any time. */
async function check(runId: string, { log, epoch }: ModelRun, store: Store): Promise<void> {
  expect(await readLog(store, runId)).toEqual(log)
  expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1))
  expect(log.slice(0, -1).filter(isTerminal)).toEqual([])
  const { usage, status, attempt, iterations, costUsd } = foldEvents(log)
  const fold = { status, attempt, iterations, costUsd, ...usage, head: log.length, epoch }
  expect(await store.getRun({ organizationId, runId })).toMatchObject(fold)
  const { items } = await store.listEmissions({ organizationId, resource: runId, ...page })
  expect(items.map((emission) => emission.key)).toEqual(listEmissions(withoutNumbers(log)))
}

function command(name: string, run: (model: Model, store: Store) => Promise<void>): Command {
  return { check: () => true, run, toString: () => name }
}

function create(runId: string): Command {
  return command(`create ${runId}`, async (model, store) => {
    if (model.has(runId)) return expect(createRun(store, runId)).rejects.toThrow()
    expect(await createRun(store, runId)).toEqual({ outcome: 'created' })
    const made: ModelRun = { epoch: 0, log: [], epochs: { ada: 0, bob: 0 } }
    append(made, runId, [{ type: 'run.created', at: moment(0), data: createdData() }])
    model.set(runId, made)
    await check(runId, made, store)
  })
}

function acquire(runId: string, owner: Owner): Command {
  return command(`${owner} acquires ${runId}`, async (model, store) => {
    const at = moment(1000)
    const result = await store.acquireRun({ runId, owner, at })
    const run = model.get(runId)
    if (!run || hasEnded(run)) return expect(result).toEqual({ outcome: run ? 'ended' : 'missing' })
    append(run, runId, takeOver(foldEvents(run.log), at))
    run.epoch += 1
    run.epochs[owner] = run.epoch
    if (hasEnded(run)) expect(result).toEqual({ outcome: 'ended' })
    else expect(result).toMatchObject({ outcome: 'acquired', epoch: run.epoch, state: foldEvents(run.log) })
    await check(runId, run, store)
  })
}

function write(runId: string, owner: Owner, events: readonly NewRunEvent[]): Command {
  return command(`${owner} appends ${events.map(({ type }) => type).join('+')} to ${runId}`, async (model, store) => {
    const run = model.get(runId)
    const epoch = run?.epochs[owner] ?? 0
    const result = await store.appendEvents({ runId, epoch, events })
    if (!run) return expect(result).toEqual({ outcome: 'refused', reason: 'missing' })
    if (hasEnded(run)) expect(result).toEqual({ outcome: 'refused', reason: 'ended' })
    else if (epoch !== run.epoch) expect(result).toEqual({ outcome: 'refused', reason: 'stale' })
    else expect(result).toEqual({ outcome: 'appended', events: append(run, runId, events) })
    await check(runId, run, store)
  })
}

function end(runId: string): Command {
  return command(`cancel ${runId}`, async (model, store) => {
    const result = await cancel(store, runId)
    const run = model.get(runId)
    if (!run || hasEnded(run)) return expect(result).toEqual({ outcome: run ? 'ended' : 'missing' })
    expect(result).toEqual({ outcome: 'cancelled' })
    append(run, runId, cancelRun(foldEvents(run.log), { at: moment(5000), by: 'root', reason: null }))
    run.epoch += 1
    await check(runId, run, store)
  })
}

/** All at once: two owners write, a third takes over and somebody cancels; in whatever order, the log stays whole. */
function race(runId: string, appends: readonly Owner[], isCancelled: boolean): Command {
  return command(`race on ${runId} of ${appends.join()}${isCancelled ? ' and a cancel' : ''}`, async (model, store) => {
    const run = model.get(runId)
    if (!run) return
    const before = run.log.length
    const [acquired, cancelled, ...written] = await Promise.all([
      store.acquireRun({ runId, owner: 'ada', at: moment(1000) }),
      isCancelled ? cancel(store, runId) : null,
      ...appends.map((owner, index) =>
        store.appendEvents({ runId, epoch: run.epochs[owner], events: [line(`race ${before}.${index}`)] }),
      ),
    ])
    const log = await readLog(store, runId)
    expect(log.slice(0, before)).toEqual(run.log)
    const added = log.slice(before)
    for (const [index, result] of written.entries()) {
      const found = added.filter((event) => event.type === 'log' && event.data.message === `race ${before}.${index}`)
      expect(found).toEqual(result.outcome === 'appended' ? result.events : [])
    }
    expect(added.some((event) => event.type === 'run.cancelled')).toBe(cancelled?.outcome === 'cancelled')
    run.log = log
    run.epoch = (await store.getRun({ organizationId, runId }))?.epoch ?? 0
    if (acquired.outcome === 'acquired') run.epochs.ada = acquired.epoch
    await check(runId, run, store)
  })
}

const runId = fc.constantFrom(...runIds)
const owner = fc.constantFrom(...owners)
const [turnStarted] = turn('t9')
const batches: NewRunEvent[][] = [
  [line('x')],
  [line('x'), line('y')],
  turn('t1', 7),
  turn('t2', 5, 0.25),
  turnStarted ? [turnStarted] : [],
  [...turn('t3'), toolStarted('c1', 't3'), toolStarted('c2', 't3')],
  [completed],
  [...turn('t4', 1, 0.5), failed],
]
const commands = [
  runId.map(create),
  fc.tuple(runId, owner).map(([id, who]) => acquire(id, who)),
  fc.tuple(runId, owner).map(([id, who]) => acquire(id, who)),
  ...Array.from({ length: 4 }, () =>
    fc.tuple(runId, owner, fc.constantFrom(...batches)).map(([id, who, events]) => write(id, who, events)),
  ),
  runId.map(end),
  fc
    .tuple(runId, fc.array(owner, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([id, appends, isCancelled]) => race(id, appends, isCancelled)),
]

export function describeModel(open: OpenStore): void {
  it('does what the model says, whatever two owners do in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max' }), async (list) => {
        const { store } = await open()
        await saveAgent(store)
        await fc.asyncModelRun(() => ({ model: new Map<string, ModelRun>(), real: store }), list)
        await store[Symbol.asyncDispose]()
      }),
      { numRuns: 60, interruptAfterTimeLimit: 3000 },
    )
  })
}
