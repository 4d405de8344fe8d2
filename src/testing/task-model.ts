// What the documentation says of one task, in the plainest way: slots are counted one by one, and what was taken is written
// down. For tests that compare the product with it; it shares no code with the product.

export interface TaskPlan {
  readonly kind: 'oneshot' | 'interval' | 'cron'
  /** Delay of a oneshot, length of an interval, or how far the slots of a cron expression lie apart. */
  readonly seconds: number
  readonly from: 'slot' | 'claim' | 'completion'
  readonly catchUp: 'one' | 'none' | 'all'
  readonly windowSeconds: number
  readonly maxRuns: number | null
  /** Seconds behind the creation. */
  readonly start: number | null
  readonly end: number | null
}

export interface ModelFiring {
  readonly version: number
  readonly trigger: 'due' | 'manual'
  readonly dueMs: number | null
  readonly status: 'done' | 'skipped' | 'cancelled'
}

/** A firing whose command has not ended. */
export interface OpenFiring {
  readonly firing: ModelFiring
  readonly task: ModelTask
}

export interface ModelTask {
  readonly plan: TaskPlan
  readonly version: number
  /** The same for all versions, until it is deleted. */
  readonly id: symbol
  readonly createdMs: number
  /** Where the slots of an interval are counted from; null: none was taken. */
  anchorMs: number | null
  /** The newest slot that was taken. */
  takenMs: number | null
  fired: number
  /** It counts from the end of a firing that has not ended. */
  isAwaitingEnd: boolean
  isPaused: boolean
  /** Somebody claimed after its end. */
  isOver: boolean
}

/** What a name has come to. */
export interface ModelName {
  /** null: there is no such task. */
  task: ModelTask | null
  /** Of all versions, also of tasks of the name that were deleted. */
  readonly firings: ModelFiring[]
  /** In order; behind the first of a task the others wait for it. */
  open: OpenFiring[]
}

const MAX_CAUGHT_UP = 1000

export function createModelTask(plan: TaskPlan, nowMs: number, previous: ModelTask | null, keepsPhase: boolean) {
  const keeps = keepsPhase && plan.kind === 'interval' && previous?.plan.kind === 'interval'
  const task: ModelTask = {
    plan,
    version: (previous?.version ?? 0) + 1,
    id: previous?.id ?? Symbol('task'),
    createdMs: nowMs,
    anchorMs: keeps ? previous.anchorMs : null,
    takenMs: keeps ? previous.takenMs : null,
    fired: 0,
    isAwaitingEnd: false,
    isPaused: false,
    isOver: false,
  }
  return task
}

const readEnd = ({ plan, createdMs }: ModelTask) => (plan.end === null ? Infinity : createdMs + plan.end * 1000)

/** Slots up to `untilMs` that were not taken, in order; at least the first, however late it is. */
function listSlots(task: ModelTask, untilMs: number): number[] {
  const { plan, createdMs, anchorMs, takenMs } = task
  const startMs = plan.start === null ? -Infinity : createdMs + plan.start * 1000
  const stepMs = plan.seconds * 1000
  const isFree = (slot: number) => slot >= startMs && (takenMs === null || slot > takenMs)
  if (plan.kind === 'oneshot') return takenMs === null ? [Math.max(createdMs + stepMs, startMs)] : []
  if (plan.kind === 'interval' && anchorMs === null) return [Math.max(createdMs, startMs)]
  // Cron slots here are the multiples of their distance, behind the creation.
  let slot = anchorMs ?? Math.floor(createdMs / stepMs) * stepMs
  const slots: number[] = []
  do {
    slot += stepMs
    if (isFree(slot)) slots.push(slot)
  } while (slots.length === 0 || (hasManySlots(task) && slot + stepMs <= untilMs))
  return slots
}

/** An interval that counts from its claim or its end has one slot at a time. */
const hasManySlots = ({ plan }: ModelTask) => plan.kind === 'cron' || plan.from === 'slot'

/** The first slot that can still be taken; null: none. */
export function findNextSlot(task: ModelTask): number | null {
  const { plan, fired, isOver, isAwaitingEnd } = task
  const [slot] = listSlots(task, -Infinity)
  if (isOver || isAwaitingEnd || slot === undefined || slot > readEnd(task)) return null
  return plan.maxRuns !== null && fired >= plan.maxRuns ? null : slot
}

const listDue = (task: ModelTask, nowMs: number) =>
  findNextSlot(task) === null ? [] : listSlots(task, nowMs).filter((slot) => slot <= nowMs && slot <= readEnd(task))

export function isDue(task: ModelTask, nowMs: number): boolean {
  return !task.isPaused && !hasEnded(task, nowMs) && listDue(task, nowMs).length > 0
}

export function hasEnded(task: ModelTask | null | undefined, nowMs: number): boolean {
  return !!task && nowMs > readEnd(task)
}

const isBusy = ({ open }: ModelName, { id }: ModelTask) => open.some(({ task }) => task.id === id)

/** Takes what is due, as any runner would. While an earlier firing of the task is open, slots are skipped. */
export function claim(name: ModelName, nowMs: number): void {
  const { task } = name
  if (!task || task.isPaused) return
  if (hasEnded(task, nowMs)) {
    task.isOver ||= listDue(task, nowMs).length > 0
    return
  }
  const slots = selectSlots(task, nowMs)
  const last = slots.at(-1)
  if (last === undefined) return
  const { plan, version } = task
  const isFirst = plan.kind === 'interval' && task.anchorMs === null
  const isMissed = plan.catchUp === 'none' && !isFirst && nowMs - last >= 60_000
  const isSkipped = isMissed || isBusy(name, task)
  const isCounted = plan.kind === 'interval' && (isFirst || plan.from !== 'slot')
  if (isCounted) task.anchorMs = nowMs
  task.takenMs = isCounted ? nowMs : last
  if (!isSkipped) task.fired += slots.length
  task.isAwaitingEnd = !isSkipped && plan.kind === 'interval' && plan.from === 'completion'
  const status = isSkipped ? 'skipped' : 'done'
  for (const slot of slots) {
    const firing = { version, trigger: 'due', dueMs: isFirst ? nowMs : slot, status } as const
    if (isSkipped) name.firings.push(firing)
    else name.open.push({ firing, task })
  }
}

/** False: an earlier firing of the task is open. */
export function trigger(name: ModelName, task: ModelTask): boolean {
  if (isBusy(name, task)) return false
  name.open.push({ firing: { version: task.version, trigger: 'manual', dueMs: null, status: 'done' }, task })
  return true
}

/** The commands of all firings end. */
export function endFirings(name: ModelName, nowMs: number): void {
  for (const { firing, task } of name.open.splice(0)) {
    name.firings.push(firing)
    if (firing.trigger === 'manual' || !task.isAwaitingEnd) continue
    task.isAwaitingEnd = false
    task.takenMs = task.anchorMs = Math.max(nowMs, task.takenMs ?? nowMs) // no slot comes twice, wherever the clock is
  }
}

/** What the overwritten or deleted task has open goes on; what waits for it does not. */
export function retire(name: ModelName, { id }: ModelTask): void {
  const [first, ...waiting] = name.open.filter(({ task }) => task.id === id)
  name.open = name.open.filter((one) => one === first || one.task.id !== id)
  name.firings.push(...waiting.map(({ firing }) => ({ ...firing, status: 'cancelled' }) as const))
}

function selectSlots(task: ModelTask, nowMs: number): number[] {
  const { catchUp, windowSeconds, maxRuns } = task.plan
  const due = listDue(task, nowMs)
  const latest = due.slice(-1)
  if (catchUp !== 'all') return latest
  const left = maxRuns === null ? Infinity : maxRuns - task.fired
  const inside = due.filter((slot) => slot >= nowMs - windowSeconds * 1000).slice(0, Math.min(MAX_CAUGHT_UP, left))
  return inside.length > 0 ? inside : latest
}

/** Slots of the pause are dropped; what has never fired still fires. */
export function resume(task: ModelTask, nowMs: number): void {
  if (!task.isPaused) return
  task.isPaused = false
  task.isOver = false
  if (task.plan.kind === 'oneshot' || (task.plan.kind === 'interval' && task.anchorMs === null)) return
  const latest = listDue(task, nowMs).at(-1)
  if (latest !== undefined) task.takenMs = hasManySlots(task) ? latest : nowMs
}
