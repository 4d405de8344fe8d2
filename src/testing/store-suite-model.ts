// Store suite: random interleavings of two owners, of people and of a session against a small model of what a store must do.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isTerminal, type NewRunEvent, type RunEvent } from '../contracts/run-event.ts'
import { cancelRun } from '../core/end-run.ts'
import { resumeRun } from '../core/resume-run.ts'
import { listEmissions } from '../core/list-emissions.ts'
import { foldEvents } from '../core/run-state.ts'
import { takeOver } from '../core/take-over.ts'
import type { AppendParams, AppendResult, Store } from '../store/store.ts'
import { createdData, moment, withoutNumbers } from './log-of.ts'
import {
  asked,
  cancel,
  completed,
  createRun,
  failed,
  line,
  type OpenStore,
  organizationId,
  page,
  readLog,
  record,
  saveAgent,
  toolStarted,
  turn,
} from './store-fixture.ts'

const owners = ['ada', 'bob'] as const
const runIds = ['run_1', 'run_2'] as const
type Owner = (typeof owners)[number]

/** What the model knows of one run. */
interface ModelRun {
  readonly sessionId: string | undefined
  epoch: number
  log: RunEvent[]
  /** What each owner holds, right or stale. */
  readonly held: Record<Owner, Held>
}
interface Held {
  epoch: number
  /** seq of the newest event it appended, or had at the acquisition. */
  after?: number
  /** What it sent last, and the answer. */
  sent?: { readonly batch: AppendParams; readonly result: AppendResult }
}
/** In order of creation. */
type Model = Map<string, ModelRun>
type Command = fc.AsyncCommand<Model, Store>

/** Adds events to the model's log and makes them durable there: numbered, as JSON. */
function append(run: ModelRun, runId: string, events: readonly NewRunEvent[]): RunEvent[] {
  const added = events.map((event, index) => ({ v: 1, runId, seq: run.log.length + index + 1, ...event }))
  run.log.push(...(JSON.parse(JSON.stringify(added)) as RunEvent[]))
  return run.log.slice(-events.length)
}

const hasEnded = (run: ModelRun) => run.log.some(isTerminal)
const isWaiting = (run: ModelRun) => foldEvents(run.log).status === 'waiting'

/** An earlier run of its session has not ended. */
function mustQueue(run: ModelRun, model: Model): boolean {
  const runs = [...model.values()].filter(({ sessionId }) => sessionId !== undefined && sessionId === run.sessionId)
  return runs.slice(0, Math.max(0, runs.indexOf(run))).some((earlier) => !hasEnded(earlier))
}

/** What was asked of a person, by approvalId. */
const listAsked = ({ log }: ModelRun) =>
  log.flatMap((event) => (event.type === 'approval.requested' ? [event.data.approvalId] : []))
const listResolved = ({ log }: ModelRun) =>
  log.flatMap((event) => (event.type === 'approval.resolved' ? [event.data.approvalId] : []))

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
  const pending = await store.listApprovals({ organizationId, runId, kind: null, ...page })
  expect(pending.items.map(({ approvalId }) => approvalId)).toEqual([...foldEvents(log).approvals.keys()])
}

function command(name: string, run: (model: Model, store: Store) => Promise<void>): Command {
  return { check: () => true, run, toString: () => name }
}

function create(runId: string, sessionId: string | undefined): Command {
  return command(`create ${runId} in ${sessionId}`, async (model, store) => {
    const created = sessionId === undefined ? {} : { sessionId }
    if (model.has(runId)) return expect(createRun(store, runId, { created })).rejects.toThrow()
    expect(await createRun(store, runId, { created })).toEqual({ outcome: 'created' })
    const made: ModelRun = { sessionId, epoch: 0, log: [], held: { ada: { epoch: 0 }, bob: { epoch: 0 } } }
    append(made, runId, [{ type: 'run.created', at: moment(0), data: createdData(created) }])
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
    if (isWaiting(run)) return expect(result).toEqual({ outcome: 'waiting' })
    if (mustQueue(run, model)) return expect(result).toEqual({ outcome: 'not-next' })
    append(run, runId, takeOver(foldEvents(run.log), at))
    run.epoch += 1
    run.held[owner] = { epoch: run.epoch, after: run.log.length }
    if (hasEnded(run)) expect(result).toEqual({ outcome: 'ended' })
    else expect(result).toMatchObject({ outcome: 'acquired', epoch: run.epoch, state: foldEvents(run.log) })
    await check(runId, run, store)
  })
}

function write(runId: string, owner: Owner, events: readonly NewRunEvent[]): Command {
  return command(`${owner} appends ${events.map(({ type }) => type).join('+')} to ${runId}`, async (model, store) => {
    const run = model.get(runId)
    const held: Held = run?.held[owner] ?? { epoch: 0 }
    const { epoch, after } = held
    const batch = { runId, epoch, ...(after !== undefined && { after }), events }
    const result = await store.appendEvents(batch)
    if (!run) return expect(result).toEqual({ outcome: 'refused', reason: 'missing' })
    if (hasEnded(run)) expect(result).toEqual({ outcome: 'refused', reason: 'ended' })
    else if (epoch !== run.epoch) expect(result).toEqual({ outcome: 'refused', reason: 'stale' })
    else {
      expect(result).toEqual({ outcome: 'appended', events: append(run, runId, events) })
      if (after !== undefined) Object.assign(held, { after: run.log.length, sent: { batch, result } })
      const at = events.at(-1)?.at ?? ''
      if (isWaiting(run)) append(run, runId, resumeRun(foldEvents(run.log), at))
    }
    await check(runId, run, store)
  })
}

/** The answer was lost, so the owner sends its last batch again. */
function sendAgain(runId: string, owner: Owner): Command {
  return command(`${owner} sends its last batch to ${runId} again`, async (model, store) => {
    const run = model.get(runId)
    const { sent, epoch } = run?.held[owner] ?? {}
    if (!run || !sent) return
    const reason = hasEnded(run) ? 'ended' : 'stale'
    const expected = epoch === run.epoch ? sent.result : { outcome: 'refused', reason }
    expect(await store.appendEvents(sent.batch)).toEqual(expected)
    await check(runId, run, store)
  })
}

/** The owner asks a person; with `waits` it pauses for every answer. */
function ask(runId: string, owner: Owner, waits: boolean): Command {
  return command(`${owner} asks${waits ? ' and waits' : ''} in ${runId}`, async (model, store) => {
    const run = model.get(runId)
    if (!run || run.epoch === 0 || isWaiting(run)) return
    const approvalId = `a${run.log.length}`
    const approvalIds = [...foldEvents(run.log).approvals.keys(), approvalId]
    const waiting: NewRunEvent = { type: 'run.waiting', at: moment(10_000), data: { approvalIds } }
    await write(runId, owner, [asked(approvalId), ...(waits ? [waiting] : [])]).run(model, store)
  })
}

/** The owner pauses; when every answer is there already, it goes on at once. */
function pause(runId: string, owner: Owner): Command {
  return command(`${owner} waits in ${runId}`, async (model, store) => {
    const run = model.get(runId)
    if (!run || run.epoch === 0 || isWaiting(run)) return
    const approvalIds = listAsked(run)
    await write(runId, owner, [{ type: 'run.waiting', at: moment(10_000), data: { approvalIds } }]).run(model, store)
  })
}

/** A person answers the n-th question of a run, answered or not, or one that was never asked. */
function resolve(runId: string, n: number): Command {
  return command(`somebody answers question ${n} of ${runId}`, async (model, store) => {
    const run = model.get(runId)
    const questions = run ? [...listAsked(run), 'none'] : []
    const approvalId = questions[n % questions.length] ?? 'none'
    const at = moment(70_000)
    const answer = { organizationId, runId, approvalId, resolution: { decision: 'approved' }, by: 'eve', at } as const
    const { outcome } = await store.resolveApproval({ ...answer, createRecord: () => record(runId) })
    if (!run) return expect(outcome).toBe('missing-run')
    if (approvalId === 'none') return expect(outcome).toBe('missing-approval')
    if (listResolved(run).includes(approvalId)) return expect(outcome).toBe('already-resolved')
    if (hasEnded(run)) return expect(outcome).toBe('ended')
    expect(outcome).toBe('resolved')
    const data = { approvalId, callId: `call_${approvalId}`, by: 'eve', decision: 'approved' as const }
    const { attempt } = foldEvents(run.log)
    append(run, runId, [{ type: 'approval.resolved', at, attempt, spanId: `span_${approvalId}`, data }])
    append(run, runId, resumeRun(foldEvents(run.log), at))
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
        store.appendEvents({ runId, epoch: run.held[owner].epoch, events: [line(`race ${before}.${index}`)] }),
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
    if (acquired.outcome === 'acquired') run.held.ada = { epoch: acquired.epoch, after: acquired.state.lastSeq }
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
  fc.tuple(runId, fc.constantFrom(undefined, 's1')).map(([id, sessionId]) => create(id, sessionId)),
  fc.tuple(runId, owner).map(([id, who]) => acquire(id, who)),
  fc.tuple(runId, owner).map(([id, who]) => acquire(id, who)),
  ...Array.from({ length: 4 }, () =>
    fc.tuple(runId, owner, fc.constantFrom(...batches)).map(([id, who, events]) => write(id, who, events)),
  ),
  fc.tuple(runId, owner).map(([id, who]) => sendAgain(id, who)),
  ...Array.from({ length: 2 }, () =>
    fc.tuple(runId, owner, fc.boolean()).map(([id, who, waits]) => ask(id, who, waits)),
  ),
  fc.tuple(runId, owner).map(([id, who]) => pause(id, who)),
  ...Array.from({ length: 3 }, () => fc.tuple(runId, fc.nat(9)).map(([id, n]) => resolve(id, n))),
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
