// When a schedule is due: its slots, the delay of each, and which comes next. `now` comes in by argument; nothing here
// knows how often it is asked.
import { findLastSlot, findNextSlot } from './cron.ts'
import type { DueRules, Progress } from './schedule.ts'

/** The first slot that is not used up; null: none, or none that is known yet. */
export function findNextDueSlot(rules: DueRules, progress: Progress): number | null {
  const { policy } = rules
  if (policy.maxRuns !== null && progress.fired >= policy.maxRuns) return null
  const slot = findSlotAfter(rules, progress)
  return slot === null || findDueMs(rules, slot) > parse(policy.endAt, Infinity) ? null : slot
}

function findSlotAfter(rules: DueRules, progress: Progress): number | null {
  const { timing, policy } = rules
  const lastMs = parse(progress.lastSlotAt, -Infinity)
  const startMs = parse(policy.startAt, -Infinity)
  switch (timing.kind) {
    case 'oneshot':
      return progress.lastSlotAt === null ? Math.max(parse(timing.at ?? rules.createdAt), startMs) : null
    case 'interval': {
      if (progress.isAwaitingEnd) return null
      if (progress.anchorAt === null) return Math.max(parse(rules.createdAt), startMs)
      const anchorMs = parse(progress.anchorAt)
      const stepMs = timing.seconds * 1000
      const behind = Math.max(lastMs, startMs - 1)
      return anchorMs + (Math.floor((behind - anchorMs) / stepMs) + 1) * stepMs
    }
    case 'cron':
      return findNextSlot(timing.expression, timing.timeZone, Math.max(lastMs, parse(rules.createdAt), startMs - 1))
  }
}

/** The moment at which a slot is due: the same on every machine. */
export function findDueMs(rules: DueRules, slotMs: number): number {
  const { jitterSeconds } = rules.policy
  if (jitterSeconds === 0) return slotMs
  return slotMs + (hash(`${rules.hierarchy}\n${rules.name}\n${slotMs}`) % (jitterSeconds * 1000 + 1))
}

/** The moment at which the schedule is due next, if nothing happens before; null: never. */
export function findNextDueMs(rules: DueRules, progress: Progress): number | null {
  const slot = findNextDueSlot(rules, progress)
  return slot === null ? null : findDueMs(rules, slot)
}

/** True when nothing will fire any more. */
export function isComplete(rules: DueRules, progress: Progress, nowMs: number): boolean {
  if (nowMs > parse(rules.policy.endAt, Infinity)) return true
  if (progress.isAwaitingEnd) return rules.policy.maxRuns !== null && progress.fired >= rules.policy.maxRuns
  return findNextDueSlot(rules, progress) === null
}

/** The newest slot that is due at `nowMs` and not used up; null: none is. */
export function findLatestDueSlot(rules: DueRules, progress: Progress, nowMs: number): number | null {
  const first = findNextDueSlot(rules, progress)
  if (first === null) return null
  const isDue = (slot: number) => findDueMs(rules, slot) <= nowMs
  let untilMs = Math.min(nowMs, parse(rules.policy.endAt, Infinity))
  for (;;) {
    const slot = findSlotUpTo(rules, progress, first, untilMs)
    if (slot === null || isDue(slot)) return slot
    untilMs = slot - 1
  }
}

/** The newest slot from `first` to `untilMs`. */
function findSlotUpTo(rules: DueRules, progress: Progress, first: number, untilMs: number): number | null {
  const { timing } = rules
  if (untilMs < first) return null
  if (timing.kind === 'cron') return findLastSlot(timing.expression, timing.timeZone, first - 1, untilMs)
  if (timing.kind === 'oneshot' || !hasGrid(rules, progress)) return first
  const stepMs = timing.seconds * 1000
  return first + Math.floor((untilMs - first) / stepMs) * stepMs
}

/** Slots that are due at `nowMs`, not used up and not older than `sinceMs`; the oldest `limit` of them, in order. */
export function listDueSlots(
  rules: DueRules,
  progress: Progress,
  { nowMs, sinceMs, limit }: { nowMs: number; sinceMs: number; limit: number },
): number[] {
  const endMs = Math.min(nowMs, parse(rules.policy.endAt, Infinity))
  const slots: number[] = []
  let slot = findNextDueSlot(rules, progress)
  if (slot !== null && slot < sinceMs) slot = findSlotFrom(rules, progress, slot, sinceMs)
  while (slot !== null && slot <= endMs && slots.length < limit) {
    if (findDueMs(rules, slot) <= nowMs) slots.push(slot)
    slot = hasGrid(rules, progress) ? findSlotFrom(rules, progress, slot, slot + 1) : null
  }
  return slots
}

/** The first slot from `sinceMs` on; `slot` is one of them. */
function findSlotFrom(rules: DueRules, progress: Progress, slot: number, sinceMs: number): number | null {
  const { timing } = rules
  if (timing.kind === 'cron') return findNextSlot(timing.expression, timing.timeZone, sinceMs - 1)
  if (timing.kind === 'oneshot' || !hasGrid(rules, progress)) return null
  const stepMs = timing.seconds * 1000
  return slot + Math.ceil((sinceMs - slot) / stepMs) * stepMs
}

/** More than one slot may have passed: those of cron, and those of an interval that counts from its slots. */
function hasGrid({ timing }: DueRules, { anchorAt }: Progress): boolean {
  return timing.kind === 'cron' || (timing.kind === 'interval' && timing.from === 'slot' && anchorAt !== null)
}

/** The next moments from `fromMs` on at which it fires when each of them is claimed at once. */
export function listNextDue(rules: DueRules, progress: Progress, fromMs: number, count: number): number[] {
  const due: number[] = []
  const reachMs = fromMs - rules.policy.jitterSeconds * 1000
  let at: Progress = { ...progress, isAwaitingEnd: false }
  while (due.length < count) {
    const slot = findNextDueSlot(rules, at)
    if (slot === null) break
    const dueMs = findDueMs(rules, slot)
    if (dueMs < fromMs && hasGrid(rules, at)) {
      at = { ...at, lastSlotAt: toIso(Math.max(slot, reachMs - 1)) }
      continue
    }
    const takenMs = Math.max(dueMs, fromMs)
    due.push(takenMs)
    at = { ...takeSlot(rules, at, { slotAt: toIso(slot), at: toIso(takenMs), fired: 1 }), isAwaitingEnd: false }
  }
  return due
}

/** The progress once slots up to `slotAt` were taken at `at`. */
export function takeSlot(
  { timing }: DueRules,
  progress: Progress,
  { slotAt, at, fired }: { slotAt: string; at: string; fired: number },
): Progress {
  const taken = { ...progress, lastSlotAt: slotAt, fired: progress.fired + fired }
  if (timing.kind !== 'interval') return taken
  if (timing.from === 'slot' && progress.anchorAt !== null) return taken
  // The first slot lies at its claim; from `claim` and `completion` every one does.
  return { ...taken, anchorAt: at, lastSlotAt: at, isAwaitingEnd: timing.from === 'completion' && fired > 0 }
}

/** The progress of an interval that counts from completion, once its firing has ended. */
export function countFromEnd(progress: Progress, at: string): Progress {
  if (!progress.isAwaitingEnd) return progress
  // With a clock that went back, no slot comes twice.
  const endAt = toIso(Math.max(parse(at), parse(progress.lastSlotAt, -Infinity)))
  return { ...progress, anchorAt: endAt, lastSlotAt: endAt, isAwaitingEnd: false }
}

/** The progress once the slots that are due at `nowMs` were dropped. What has never fired still fires. */
export function dropSlots(rules: DueRules, progress: Progress, nowMs: number): Progress {
  const { timing } = rules
  if (timing.kind === 'oneshot' || (timing.kind === 'interval' && progress.anchorAt === null)) return progress
  const latest = findLatestDueSlot(rules, progress, nowMs)
  if (latest === null) return progress
  // From `claim` and `completion` there is one slot at a time: the next lies at a whole interval behind it.
  const slot = hasGrid(rules, progress) ? latest : Math.max(latest, nowMs)
  return { ...progress, lastSlotAt: toIso(slot) }
}

function toIso(ms: number): string {
  return new Date(ms).toISOString()
}

function parse(at: string | null, fallback = Number.NaN): number {
  return at === null ? fallback : Date.parse(at)
}

/** FNV-1a of 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193)
  return value >>> 0
}
