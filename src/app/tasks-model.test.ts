// Random sequences of what people do with tasks, of claims by several runners and of clocks that jump, forth and back, against
// a model written from the documentation. ERRAND_TASK_SEQUENCES sets how many (default 60), e.g. 5000 before a release.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { TaskRunner } from '../engine/tasks/task-runner.ts'
import type { TaskCommands } from '../engine/tasks/task-commands.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { record } from '../testing/store-fixture.ts'
import * as model from '../testing/task-model.ts'
import type { ModelFiring, ModelName, TaskPlan } from '../testing/task-model.ts'

const sequences = Number(process.env['ERRAND_TASK_SEQUENCES'] ?? 60)
const isLong = sequences > 60
const place = { organizationId: 'default', hierarchy: 'api' }
const names = ['a', 'b'] as const

interface Real {
  readonly test: TestApp
  readonly runners: readonly TaskRunner[]
  /** While it is shut, commands of firings do not end. */
  readonly gate: Gate
  /** Ids of the firings whose command was performed, in order: what really happened. */
  readonly performed: string[]
}
type Model = Map<string, ModelName>

interface Gate {
  isShut: boolean
  pass(): Promise<void>
  open(): void
}

function createGate(): Gate {
  let waiting: (() => void)[] = []
  return {
    isShut: false,
    pass() {
      return this.isShut ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()
    },
    open() {
      this.isShut = false
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}
type Command = fc.AsyncCommand<Model, Real>

async function createReal(): Promise<Real> {
  const test = await createTestApp({ isWorking: false })
  const { store } = test.app
  const performed: string[] = []
  const gate = createGate()
  const commands: TaskCommands = {
    isDenied: () => Promise.resolve(false),
    prepareRun: () => Promise.resolve(null),
    stopRun: () => Promise.resolve(),
    async perform({ firing, emit }) {
      await gate.pass()
      performed.push(firing.runId)
      await emit([{ isError: false, value: firing.runId }])
    },
  }
  let firings = 0
  const createFiringId = () => `firing_${(firings += 1)}`
  const onError = (error: unknown) => void test.errors.push(error)
  const limits = { concurrency: 16, isOtherWorkOpen: () => false }
  const shared = { store, clock: test.clock, commands, createFiringId, onError, ...limits }
  const runners = ['ada', 'bob', 'eve'].map((owner) => new TaskRunner({ ...shared, owner }))
  return { test, runners, gate, performed }
}

/** Everything that can be seen of a task is what the model says. */
async function check(names: Model, { test, performed }: Real): Promise<void> {
  const { store } = test.app
  const done: string[] = []
  for (const [name, { task, firings }] of names) {
    const row = await store.getSchedule({ ...place, name })
    expect(row && { version: row.version, isPaused: row.pausedAt !== null, next: row.nextDueAt }).toEqual(
      task && { version: task.version, isPaused: task.isPaused, next: toIso(model.findNextSlot(task)) },
    )
    const filter = { organizationId: place.organizationId, hierarchies: [place.hierarchy], name, runId: null }
    const page = { runsOnly: true, errorsOnly: false, after: 0, limit: 1_000_000, isNewest: false }
    const ended = (await store.readTaskLogs({ ...filter, ...page })).map(({ firing }) => firing)
    expect(sortFirings(ended)).toEqual(
      sortFirings(firings.map(({ dueMs, ...rest }) => ({ ...rest, dueAt: toIso(dueMs) }))),
    )
    done.push(...ended.flatMap(({ runId, status }) => (status === 'done' ? [runId] : [])))
  }
  expect(performed.toSorted()).toEqual(done.toSorted())
  const now = { at: new Date(test.clock.now()).toISOString(), is: true }
  const kind = ['oneshot', 'interval', 'cron']
  const listed = await store.listSchedules({ ...place, kind, due: now, afterId: 0, limit: 10 })
  // Behind its end a task is listed until somebody claims.
  const isOpen = (name: string) => !model.hasEnded(names.get(name)?.task, test.clock.now())
  const pending = listed.map(({ schedule }) => schedule.name).filter(isOpen)
  const due = [...names].filter(([, { task }]) => task && model.isDue(task, test.clock.now()))
  expect(pending.toSorted()).toEqual(due.map(([name]) => name).toSorted())
  expect(test.errors).toEqual([])
}

const toIso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
interface Shown extends Omit<ModelFiring, 'dueMs' | 'status'> {
  readonly dueAt: string | null
  readonly status: string
}
const sortFirings = (rows: readonly Shown[]) =>
  rows.map(({ version, trigger, dueAt, status }) => `v${version} ${trigger} ${dueAt} ${status}`).toSorted()

function command(name: string, run: (names: Model, real: Real) => Promise<unknown>): Command {
  return {
    check: () => true,
    toString: () => name,
    async run(names, real) {
      await run(names, real)
      await check(names, real)
    },
  }
}

const known = (names: Model, name: string): ModelName => {
  const found = names.get(name) ?? { task: null, firings: [], open: [] }
  names.set(name, found)
  return found
}

/** The code that a call ends with; null: it succeeds. */
async function findCode(call: Promise<unknown>): Promise<string | null> {
  const [settled] = await Promise.allSettled([call])
  return settled.status === 'fulfilled' ? null : (settled.reason as { code: string }).code
}

function schedule(name: string, plan: TaskPlan, overwrite: boolean, keepsPhase: boolean): Command {
  return command(
    `schedule ${name}${overwrite ? ' again' : ''} ${JSON.stringify(plan)} ${keepsPhase}`,
    async (names, { test }) => {
      const entry = known(names, name)
      const nowMs = test.clock.now()
      const code = await findCode(
        test.client.tasks.schedule({
          name,
          description: '',
          command: ['agent', 'list'],
          overwrite,
          keep_phase: keepsPhase,
          ...renderTiming(plan),
          catch_up: plan.catchUp,
          run_timeout_seconds: 86_400,
          catch_up_window_seconds: plan.windowSeconds,
          ...(plan.maxRuns !== null && { max_runs: plan.maxRuns }),
          ...(plan.start !== null && { start_at: toIso(nowMs + plan.start * 1000) ?? '' }),
          ...(plan.end !== null && { end_at: toIso(nowMs + plan.end * 1000) ?? '' }),
        }),
      )
      expect(code).toBe(entry.task && !overwrite ? 'TASK_EXISTS' : null)
      if (code !== null) return
      if (entry.task) model.retire(entry, entry.task)
      entry.task = model.createModelTask(plan, nowMs, entry.task, keepsPhase)
    },
  )
}

function renderTiming({ kind, seconds, from }: TaskPlan) {
  if (kind === 'oneshot') return { in_seconds: seconds }
  if (kind === 'interval') return { interval_seconds: seconds, interval_from: from }
  return { cron: seconds === 3600 ? '0 * * * *' : `*/${seconds / 60} * * * *` }
}

/** Runners claim at the same time; each slot goes to one of them. */
function run(count: number): Command {
  return command(`${count} runners claim`, async (names, real) => {
    await Promise.all(real.runners.slice(0, count).map((runner) => runner.claimDue(null)))
    for (const name of names.values()) model.claim(name, real.test.clock.now())
    await settle(names, real)
  })
}

/** Until what was claimed has ended; while the gate is shut, until it has begun. */
async function settle(names: Model, { gate, runners, test }: Real): Promise<void> {
  if (!gate.isShut) {
    await Promise.all(runners.map((runner) => runner.whenIdle()))
    for (const name of names.values()) model.endFirings(name, test.clock.now())
    return
  }
  const isBegun = async () =>
    (await test.app.store.listHeldFirings({ owner: '' })).every(({ status }) => status === 'running')
  while (!(await isBegun())) await new Promise((resolve) => void setImmediate(resolve))
}

const shut = command('commands take their time', (_names, { gate }) => Promise.resolve(void (gate.isShut = true)))
const open = command('commands end', endAll)
async function endAll(names: Model, real: Real): Promise<void> {
  real.gate.open()
  await settle(names, real)
}

/** Before the clock goes so far that firings would take too long, they end. */
const jump = (seconds: number) =>
  command(`the clock goes ${seconds} s`, async (names, real) => {
    if (Math.abs(seconds) > 1000) await endAll(names, real)
    await real.test.clock.advance(seconds * 1000)
  })

const pause = (name: string) =>
  command(`pause ${name}`, async (names, { test }) => {
    const { task } = known(names, name)
    expect(await findCode(test.client.tasks.pause({ name }))).toBe(task ? null : 'TASK_NOT_FOUND')
    if (task) task.isPaused = true
  })

const resume = (name: string) =>
  command(`resume ${name}`, async (names, { test }) => {
    const { task } = known(names, name)
    expect(await findCode(test.client.tasks.resume({ name }))).toBe(task ? null : 'TASK_NOT_FOUND')
    if (task) model.resume(task, test.clock.now())
  })

const remove = (name: string) =>
  command(`delete ${name}`, async (names, { test }) => {
    const entry = known(names, name)
    expect(await test.client.tasks.delete({ name })).toEqual({ deleted: entry.task !== null })
    if (entry.task) model.retire(entry, entry.task)
    entry.task = null
  })

const trigger = (name: string) =>
  command(`trigger ${name}`, async (names, real) => {
    const entry = known(names, name)
    const row = await real.test.app.store.getSchedule({ ...place, name })
    const triggered = row && (await real.runners[0]?.trigger(row, record))
    if (!entry.task) return expect(triggered).toBeNull()
    expect(triggered?.outcome).toBe(model.trigger(entry, entry.task) ? 'fired' : 'overlap')
    await settle(names, real)
  })

const name = fc.constantFrom(...names)
const plan = fc.record<TaskPlan>({
  kind: fc.constantFrom('oneshot', 'interval', 'interval', 'cron'),
  seconds: fc.constantFrom(60, 300, 3600),
  from: fc.constantFrom('slot', 'slot', 'claim', 'completion', 'completion'),
  catchUp: fc.constantFrom('one', 'none', 'all'),
  windowSeconds: fc.constantFrom(200, 1500),
  maxRuns: fc.constantFrom(null, null, 1, 3),
  start: fc.constantFrom(null, null, 90, 600),
  end: fc.constantFrom(null, null, 1000, 4000),
})
const commands = [
  fc.tuple(name, plan, fc.boolean(), fc.boolean()).map((all) => schedule(...all)),
  fc.tuple(name, plan).map(([one, what]) => schedule(one, what, true, false)),
  ...Array.from({ length: 4 }, () => fc.integer({ min: 1, max: 3 }).map(run)),
  ...Array.from({ length: 3 }, () => fc.constantFrom(1, 30, 59, 60, 61, 299, 300, 700, 3600, 20_000, 90_000).map(jump)),
  ...Array.from({ length: 2 }, () => fc.constantFrom(-1, -60, -61, -700, -3600).map(jump)),
  name.map(pause),
  name.map(resume),
  name.map(resume),
  name.map(remove),
  name.map(trigger),
  ...Array.from({ length: 3 }, () => fc.constant(shut)),
  fc.constant(open),
]

it(
  'tasks fire as the model says, whatever people, runners and clocks do',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: 'max' }), async (list) => {
        const real = await createReal()
        const names: Model = new Map()
        await using _test = real.test
        await fc.asyncModelRun(() => ({ model: names, real }), [...list, open])
      }),
      { numRuns: sequences, ...(!isLong && { seed: 1 }) }, // the short form is the same each time
    )
  },
  isLong ? 3_600_000 : 60_000,
)
