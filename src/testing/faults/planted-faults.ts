// Faults of the kind that once cost somebody a run. Each is planted into a copy of the source, where the named test has to fail:
// a test that misses its fault proves nothing. A `find` must be in its file exactly once.

export interface PlantedFault {
  readonly name: string
  /** Below `src/`. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** The test that catches it: its file below `src/`, and the beginning of its title. */
  readonly caughtBy: readonly [file: string, title: string]
}

const store = 'store/sqlite/sqlite-store.test.ts'
const crash = 'app/crash-points.test.ts'
const tasks = 'app/tasks-model.test.ts'
const firing = 'operations/tasks.firing.test.ts'
const firingCrash = 'operations/tasks.crash.test.ts'

export const plantedFaults: readonly PlantedFault[] = [
  {
    name: 'a run is acknowledged before its commit',
    file: 'store/sqlite/commit-queue.ts',
    find: '      this.#end.run()\n',
    replace: '      setImmediate(() => this.#end.run())\n',
    caughtBy: [store, 'of a process that was killed when a run was acknowledged'],
  },
  {
    name: 'events are shown before they are durable',
    file: 'store/sqlite/commit-queue.ts',
    find: 'committed.push(events)',
    replace: 'this.#publish([events])',
    caughtBy: [store, 'fails alone, whatever was committed together with it'],
  },
  {
    name: 'a write that fails takes its neighbours with it',
    file: 'store/sqlite/commit-queue.ts',
    find: 'for (const job of jobs) this.#commit([job])',
    replace: 'for (const job of jobs) job.reject(describeFailure(error))',
    caughtBy: [store, 'fails alone, whatever was committed together with it'],
  },
  {
    name: 'another process may open the data',
    file: 'store/sqlite/open-database.ts',
    find: 'PRAGMA locking_mode = EXCLUSIVE; ',
    replace: '',
    caughtBy: [store, 'belongs to one process until that closes it'],
  },
  {
    name: 'an append follows the terminal event',
    file: 'store/sqlite/append-events.ts',
    find: ' AND is_ended = 0 AND (:after',
    replace: ' AND (:after',
    caughtBy: [store, 'is refused after the terminal event, to the owner as well'],
  },
  {
    name: 'no append looks at the epoch',
    file: 'store/sqlite/append-events.ts',
    find: 'id = :runId AND epoch = :epoch',
    replace: 'id = :runId AND :epoch = :epoch',
    caughtBy: [store, 'is refused to an earlier owner, and then writes nothing'],
  },
  {
    name: 'the store does not recognise a batch that is sent again',
    file: 'store/sqlite/append-events.ts',
    find: ' AND (:after IS NULL OR owner_head = :after)',
    replace: '',
    caughtBy: [store, 'lets its owner send a batch again'],
  },
  {
    name: 'the worker does not say after what it appends',
    file: 'engine/worker.ts',
    find: 'appendEvents({ runId, epoch, after, events })',
    replace: 'appendEvents({ runId, epoch, events })',
    caughtBy: ['app/store-faults.test.ts', 'a store that fails before or after its work'],
  },
  {
    name: 'a tool starts before its intent is in the log',
    file: 'runtime/run-loop.ts',
    find: 'if (!(await run.whenDurable()) || run.controller.signal.aborted) return',
    replace: 'if (run.controller.signal.aborted) return',
    caughtBy: ['runtime/tool-start.test.ts', 'is in the log before it runs'],
  },
  {
    name: 'a once call runs again after a crash',
    file: 'runtime/tool-call.ts',
    find: "if (!call.isInterrupted || call.effect !== 'once')",
    replace: 'if (call.callId)',
    caughtBy: [crash, 'of a run of single neither loses nor repeats anything'],
  },
  {
    name: 'a call whose outcome is recorded is taken up again',
    file: 'store/sqlite/read-events.ts',
    find: "('message.delta', 'reasoning.delta')",
    replace: "('message.delta', 'reasoning.delta', 'tool.completed')",
    caughtBy: [crash, 'of a run of single neither loses nor repeats anything'],
  },
  {
    name: 'a recovered run leaves its turn open',
    file: 'core/take-over.ts',
    find: '  if (state.turn) {\n',
    replace: '  if (state.turn && !attempt) {\n',
    caughtBy: ['core/take-over.test.ts', 'closes an open turn so that the model is asked again'],
  },
  {
    name: 'the deadline starts again with each attempt',
    file: 'core/run-state.ts',
    find: "  } else if (event.type !== 'run.recovered') return\n",
    replace:
      "  } else if (event.type !== 'run.recovered') return\n" +
      '  else state.deadlineAt = new Date(Date.parse(event.at) + getLimits(state).timeoutMs).toISOString()\n',
    caughtBy: [store, 'again settles what the owner before left open'],
  },
  {
    name: 'a reader resumes with what it has seen',
    file: 'store/sqlite/read-events.ts',
    find: 'AND seq > :after',
    replace: 'AND seq >= :after',
    caughtBy: ['surfaces/http/resume.test.ts', 'case 21: after Last-Event-ID k gives exactly k+1 to n'],
  },
  {
    name: 'a key is not looked up in the transaction of its run',
    file: 'store/sqlite/create-run.ts',
    find: "    if (!records.isFree(record)) return { outcome: 'replied' }\n",
    replace: '',
    caughtBy: [store, 'writes nothing when the key already has a reply, also for calls at the same time'],
  },
  {
    name: 'a cancel does not reach the tool',
    file: 'engine/local/local-engine.ts',
    find: "if (isCancelled) this.#worker.abort(runId, 'cancelled')",
    replace: '',
    caughtBy: ['operations/agent.run.cancel.test.ts', 'case 11: of a running run'],
  },
  {
    name: 'a cancel makes no notice',
    file: 'core/list-emissions.ts',
    find: "  'run.cancelled': runCancelled.key,\n",
    replace: '',
    caughtBy: ['operations/agent.run.cancel.test.ts', 'case 10: ends a pending run'],
  },
  {
    name: 'a cancel leaves what is open without an end',
    file: 'core/end-run.ts',
    find: 'return [...closing, terminal]',
    replace: 'return [terminal]',
    caughtBy: [store, 'ends it, closes what is open and keeps its owner out, in one step'],
  },
  {
    name: 'a waiting run is forgotten at a restart',
    file: 'store/sqlite/list-rows.ts',
    find: 'FROM runs WHERE is_ended = 0 ORDER BY n',
    replace: 'FROM runs WHERE is_ended = 0 AND is_paused = 0 ORDER BY n',
    caughtBy: [store, 'cannot be acquired, is held by nobody, and is open as one that waits'],
  },
  {
    name: 'an answer of a person counts twice',
    file: 'store/sqlite/resolve-approval.ts',
    find: "    if (approval['status'] === 'resolved') return { outcome: 'already-resolved' }\n",
    replace: '',
    caughtBy: [store, 'counts once, and only for what was asked'],
  },
  {
    name: 'runs of one session overlap',
    file: 'store/sqlite/acquire-run.ts',
    find: 'AND is_ended = 0 AND n < ? LIMIT 1',
    replace: 'AND is_ended = 0 AND n < 0 * ? LIMIT 1',
    caughtBy: [store, 'lets its runs be acquired one at a time, in order'],
  },
  {
    name: 'the row of a run lacks what a turn used',
    file: 'core/row-change.ts',
    find: '      change.totalTokens += event.data.usage.totalTokens\n',
    replace: '',
    caughtBy: [store, 'keeps the row equal to the fold of the log'],
  },
  {
    name: 'a slot is due again after the clock went back',
    file: 'core/due.ts',
    find: 'if (latest === null) return progress\n',
    replace: 'if (latest === null) return { ...progress, lastSlotAt: toIso(nowMs) }\n',
    caughtBy: [tasks, 'tasks fire as the model says'],
  },
  {
    name: 'an interval drifts',
    file: 'core/due.ts',
    find: "  if (timing.from === 'slot' && progress.anchorAt !== null) return taken\n",
    replace: '',
    caughtBy: [tasks, 'tasks fire as the model says'],
  },
  {
    name: 'two runners fire the same slot',
    file: 'store/sqlite/fire-schedule.ts',
    find: 'WHERE id = :id AND revision = :revision AND',
    replace: 'WHERE id = :id AND :revision = :revision AND',
    caughtBy: [tasks, 'tasks fire as the model says'],
  },
  {
    name: 'an old version fires although it was overwritten',
    file: 'store/sqlite/fire-schedule.ts',
    find: 'WHERE id = :id AND revision = :revision AND retired_at IS NULL',
    replace: 'WHERE id = :id AND :revision = :revision',
    caughtBy: [store, 'versions of a name follow each other, and only the newest is due'],
  },
  {
    name: 'what waits of an old version fires after the overwrite',
    file: 'store/sqlite/schedules.ts',
    find: "      cancelWaiting(Number(found['task_id']), 'overwritten', createdAt)\n",
    replace: '',
    caughtBy: [store, 'what waits of a version that is overwritten never fires'],
  },
  {
    name: 'a slot is not recorded as taken',
    file: 'core/due.ts',
    find: 'const taken = { ...progress, lastSlotAt: slotAt, ',
    replace: 'const taken = { ...progress, ',
    caughtBy: ['operations/tasks.run.test.ts', 'case 2: a oneshot fires once'],
  },
  {
    name: 'a clock that goes back while a firing runs gives a slot twice',
    file: 'core/due.ts',
    find: 'Math.max(parse(at), parse(progress.lastSlotAt, -Infinity))',
    replace: 'parse(at)',
    caughtBy: ['core/due.test.ts', 'an interval counts from the end that it waits for'],
  },
  {
    name: 'a claim does not make the run of its firing',
    file: 'store/sqlite/fire-schedule.ts',
    find: "run && create(run, publish).outcome === 'created' ? run.run.id : null",
    replace: 'null',
    caughtBy: [store, 'a slot is claimed once, and its run is made with it'],
  },
  {
    name: 'a runner writes into a firing that is no longer its own',
    file: 'store/sqlite/firings.ts',
    find: "AND epoch = :epoch AND status IN ('pending', 'running') RETURNING items",
    replace: "AND :epoch = :epoch AND status IN ('pending', 'running') RETURNING items",
    caughtBy: [store, 'firings of another process are found, and given up or begun again'],
  },
  {
    name: 'what a dead runner had claimed is forgotten',
    file: 'engine/tasks/task-runner.ts',
    find: '    await takeOver(this.#deps)\n',
    replace: '',
    caughtBy: [firingCrash, 'cases 28 and 29: whose process died is begun again, or lost'],
  },
  {
    name: 'a firing that waits for another is never begun',
    file: 'store/sqlite/firings.ts',
    find: "    release(Number(settled['task_id']))\n",
    replace: '',
    caughtBy: [store, 'firings of one task that wait for each other go in order'],
  },
  {
    name: 'a task goes on when an item cannot be kept',
    file: 'engine/tasks/run-firing.ts',
    find: '    await keepItems(firing, items, deps)\n',
    replace: '    void keepItems(firing, items, deps).catch(() => undefined)\n',
    caughtBy: [firing, 'case 31: whose items cannot be kept ends with TASK_LOG_FAILED'],
  },
  {
    name: 'a firing has rights that its creator gained after it was scheduled',
    file: 'app/task-commands.ts',
    find: '.filter((scope) => creator.scopes.includes(scope))',
    replace: '',
    caughtBy: [firing, 'case 36: keeps the rights of its scheduling when its creator gains more'],
  },
]
