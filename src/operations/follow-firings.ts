// What a caller is told of firings: each item once it is durable, or one item when an attempt has ended. It is read from
// the logs, so it is the same for whoever asks.
import type { FiringItem } from '../contracts/task.ts'
import { type FiringRow, isFiringEnded } from '../core/schedule.ts'
import { DEADLINE } from './answer-call.ts'
import type { CallDeps } from './operation.ts'
import { renderFiringItem, renderTaskNames } from './render-task.ts'
import { watchChanges } from './watch-changes.ts'

export interface FollowParams {
  readonly runIds: readonly string[]
  /** Every item, instead of one for each attempt that ended. */
  readonly isWhole: boolean
  readonly deps: CallDeps
  readonly signal: AbortSignal
}

interface Followed {
  afterSeq: number
  /** The attempt that was claimed; null: not seen yet. */
  attempt: number | null
}

/** Until an attempt of each firing has ended. */
export async function* followFirings(params: FollowParams): AsyncGenerator<FiringItem[], void, undefined> {
  const { runIds, deps, signal } = params
  const followed = new Map(runIds.map((runId): [string, Followed] => [runId, { afterSeq: 0, attempt: null }]))
  using changes = watchChanges(deps.store, signal)
  const onAbort = () => {
    if (signal.reason === DEADLINE) deps.tasks.runner.abort([...followed.keys()], 'RUN_TIMEOUT')
  }
  signal.addEventListener('abort', onAbort)
  try {
    let changed: readonly string[] | null = runIds
    while (changed) {
      for (const runId of changed) {
        const one = followed.get(runId)
        if (!one) continue
        const { items, isOver } = await readNews(runId, one, params)
        if (isOver) followed.delete(runId)
        if (items.length > 0) yield items
      }
      if (followed.size === 0) return
      changed = await changes.next()
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function readNews(runId: string, followed: Followed, { isWhole, deps }: FollowParams) {
  const { organizationId } = deps.principal
  const firing = await deps.store.getFiring({ organizationId, runId })
  if (!firing) return { items: [], isOver: true }
  followed.attempt ??= isWaiting(firing) && firing.startedAt !== null ? firing.attempt + 1 : firing.attempt
  const isOver = isAttemptOver(firing, followed.attempt)
  if (!isWhole && !isOver) return { items: [], isOver }
  const logged = await deps.store.readFiringLog({ runId, afterSeq: isWhole ? followed.afterSeq : 0 })
  followed.afterSeq = logged.at(-1)?.seq ?? followed.afterSeq
  if (isWhole) return { items: logged.map((item) => renderFiringItem(firing, item)), isOver }
  if (firing.status === 'skipped') return { items: [], isOver }
  const { attempt } = followed
  const last = logged.filter((item) => item.attempt <= attempt).at(-1)
  const isSuccess =
    last?.attempt === attempt ? !last.isError : firing.status !== 'lost' && firing.status !== 'cancelled'
  return { items: [{ ...renderTaskNames(firing), run_id: runId, success: isSuccess }], isOver }
}

/** Waits for its runner to begin an attempt. */
function isWaiting({ status, retryAt }: FiringRow): boolean {
  return status === 'pending' && retryAt === null
}

function isAttemptOver(firing: FiringRow, attempt: number): boolean {
  return isFiringEnded(firing) || firing.attempt > attempt || (firing.status === 'pending' && firing.retryAt !== null)
}
